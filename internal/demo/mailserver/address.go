package mailserver

import (
	"errors"
	"net/url"
	"strings"
)

var errBadAddress = errors.New("not an address that can have a mailbox")

// maxDirName leaves room below the 255 bytes that file systems allow.
const maxDirName = 240

// mailboxAddress is the address whose mailbox takes mail for the given one: letters' case does
// not count, and mail for name+detail@domain goes to name@domain (RFC 5233).
func mailboxAddress(address string) (string, error) {
	address = strings.ToLower(strings.TrimSpace(address))
	at := strings.LastIndexByte(address, '@')
	if at <= 0 || at == len(address)-1 {
		return "", errBadAddress
	}
	local, domain := address[:at], address[at+1:]
	if plus := strings.IndexByte(local, '+'); plus > 0 {
		local = local[:plus]
	}
	address = local + "@" + domain
	for _, r := range address {
		if r < ' ' || r == 0x7f {
			return "", errBadAddress
		}
	}
	if len(dirOfAddress(address)) > maxDirName {
		return "", errBadAddress
	}
	return address, nil
}

// dirOfAddress is the name of a mailbox's folder on disk. An address holds an @, so that no
// result is "." or "..".
func dirOfAddress(address string) string { return url.PathEscape(address) }

func addressOfDir(name string) (string, error) {
	address, err := url.PathUnescape(name)
	if err != nil {
		return "", errBadAddress
	}
	canonical, err := mailboxAddress(address)
	if err != nil || canonical != address {
		return "", errBadAddress
	}
	return address, nil
}
