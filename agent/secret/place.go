package secret

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// systemdFolder is where systemd puts the credentials of a service (systemd.exec(5), LoadCredential=).
const systemdFolder = "CREDENTIALS_DIRECTORY"

// Place gives the path of a secret: place itself, or for "systemd:NAME" the credential NAME that systemd hands to the service.
func Place(place string) (path string, err error) {
	name, ofSystemd := strings.CutPrefix(place, "systemd:")
	if !ofSystemd {
		return place, nil
	}
	dir := os.Getenv(systemdFolder)
	if dir == "" {
		return "", fmt.Errorf("cannot read credential %s: systemd has handed none to this process (LoadCredential=%s:PATH)", name, name)
	}
	if name == "" || strings.Contains(name, "/") || name == "." || name == ".." {
		return "", errors.New("cannot read the systemd credential: its name must be a file name")
	}
	return filepath.Join(dir, name), nil
}
