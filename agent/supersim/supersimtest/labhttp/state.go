package labhttp

import "net/http"

func (l *Lab) state(http.ResponseWriter, *http.Request)    {}
func (l *Lab) setState(http.ResponseWriter, *http.Request) {}
