package token

import (
	"fmt"
	"net/mail"
	"strings"

	"github.com/guestd/guestd/internal/mail/addr"
)

// Address puts a token into a mailbox's address: guest-requests@hms.harvard.edu becomes
// guest-requests+TOKEN@hms.harvard.edu. The error says that the local part would grow past the
// 64 octets that RFC 5321 allows, or that mailbox is no address.
func Address(mailbox, token string) (string, error) {
	a, err := addr.Parse(mailbox)
	if err != nil {
		return "", fmt.Errorf("address for replies: %w", err)
	}
	local := a.Local() + "+" + token
	if len(local) > addr.MaxLocal {
		return "", fmt.Errorf("address for replies: the mailbox's name has %d characters; with a token there is room for %d",
			len(a.Local()), addr.MaxLocal-Length-1)
	}
	return local + "@" + a.Domain(), nil
}

// FromAddress finds the token in an address, which may have a display name. It looks for the
// form only; Verify tells whether the token is good.
func FromAddress(address string) (token string, ok bool) {
	if parsed, err := mail.ParseAddress(address); err == nil {
		address = parsed.Address
	}
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return "", false
	}
	plus := strings.LastIndexByte(address[:at], '+')
	if plus < 0 {
		return "", false
	}
	token = strings.ToLower(address[plus+1 : at])
	return token, looksLike(token)
}

// Mailbox is the address without its token, as mail for it is configured.
func Mailbox(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address
	}
	plus := strings.LastIndexByte(address[:at], '+')
	if plus < 0 || !looksLike(strings.ToLower(address[plus+1:at])) {
		return address
	}
	return address[:plus] + address[at:]
}

func looksLike(token string) bool {
	if len(token) != Length {
		return false
	}
	for i := range len(token) {
		if c := token[i]; (c < 'a' || c > 'z') && (c < '2' || c > '7') {
			return false
		}
	}
	return true
}
