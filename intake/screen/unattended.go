package screen

import "strings"

// Unattended reports an address at which nobody reads what comes in: the mailer daemon of a host
// (RFC 5321 section 4.5.5), or one whose name says that it takes no answers. What is sent from there
// may be read, and is never answered.
func Unattended(address string) bool {
	local, _, _ := strings.Cut(strings.ToLower(address), "@")
	local, _, _ = strings.Cut(local, "+")
	return unattended[strings.NewReplacer("-", "", "_", "", ".", "").Replace(local)]
}

var unattended = map[string]bool{"mailerdaemon": true, "noreply": true, "donotreply": true, "dontreply": true, "noresponse": true, "bounce": true, "bounces": true, "nobody": true}
