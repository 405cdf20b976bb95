package trust

import (
	"errors"
	"io"
	"mime"
	"net/mail"
	"strings"
)

// address is one that cannot be read in two ways: an ASCII dot-atom, and a domain of host names.
type address struct{ local, domain string }

func (a address) String() string { return a.local + "@" + a.domain }

var (
	errNoFrom    = errors.New("there is no From")
	errManyFrom  = errors.New("there is more than one From")
	errBadFrom   = errors.New("From cannot be read as one address")
	errGroup     = errors.New("From is a group of addresses")
	errManyAddrs = errors.New("From has more than one address")
	errOddAddr   = errors.New("the address in From is of a form that programs read differently")
)

// addresses takes encoded words of any charset: display names are not looked at.
var addresses = mail.AddressParser{WordDecoder: &mime.WordDecoder{
	CharsetReader: func(_ string, text io.Reader) (io.Reader, error) { return text, nil },
}}

// soleFrom is the one address of the one From. DMARC says nothing about messages with several
// (RFC 7489 section 6.6.1), and DKIM verifies with a second From put in front.
func soleFrom(header []field) (address, error) {
	froms := values(header, "From")
	switch len(froms) {
	case 0:
		return address{}, errNoFrom
	case 1:
	default:
		return address{}, errManyFrom
	}
	if isGroup(froms[0]) {
		return address{}, errGroup
	}
	// An octet that is no UTF-8 is common in display names, which do not matter here; anywhere
	// else its replacement is refused below.
	list, err := addresses.ParseList(strings.ToValidUTF8(froms[0], "\uFFFD"))
	if err != nil {
		return address{}, errBadFrom
	}
	if len(list) != 1 {
		return address{}, errManyAddrs
	}
	at := strings.LastIndexByte(list[0].Address, '@')
	a := address{local: strings.ToLower(list[0].Address[:max(at, 0)]), domain: strings.ToLower(list[0].Address[at+1:])}
	if at < 0 || !isDotAtom(a.local) || !isDomain(a.domain) {
		return address{}, errOddAddr
	}
	return a, nil
}

// isGroup reports group syntax (RFC 5322 section 3.4): a colon or semicolon outside of quoted
// strings, comments, and angle brackets. net/mail would hand out a group's members.
func isGroup(value string) bool {
	s := scanner{text: value}
	for !s.done() {
		switch c := s.text[s.at]; c {
		case '"':
			if _, err := s.quotedString(); err != nil {
				return false // no address either: the parser refuses it
			}
		case '(':
			if err := s.comment(); err != nil {
				return false
			}
		case ':', ';':
			return true
		default:
			s.at++
		}
	}
	return false
}

// isDotAtom reports an unquoted local part (RFC 5322 section 3.2.3).
func isDotAtom(s string) bool {
	if s == "" || strings.HasPrefix(s, ".") || strings.HasSuffix(s, ".") || strings.Contains(s, "..") {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !isAlphanumeric(c) && strings.IndexByte(".!#$%&'*+-/=?^_`{|}~", c) < 0 {
			return false
		}
	}
	return true
}

// isDomain reports a domain of at least two host name labels. An internationalised one is taken in
// its ASCII form alone (xn--…), so that no look-alike letter equals the real one.
func isDomain(s string) bool {
	labels := strings.Split(s, ".")
	if len(labels) < 2 || len(s) > 253 {
		return false
	}
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			if !isAlphanumeric(label[i]) && label[i] != '-' {
				return false
			}
		}
	}
	return true
}

func isAlphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func sameAddress(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), b) }
