package local

// Ahead says what ends `ready` first, and when at the present pace; "" when nothing does.
func Ahead(a Account) string {
	p := page{st: Status{Account: a}}
	return p.ahead()
}

// CountedOn says by what the bytes are counted, and what that cannot see; "" when nothing counts.
func CountedOn(a Account) string {
	p := page{st: Status{Account: a}, width: 100}
	return p.countedOn()
}
