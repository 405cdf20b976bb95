// Package addr reads the addresses that mail goes to, by RFC 5321.
package addr

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The lengths that RFC 5321 section 4.5.3.1 allows, in octets. A path may have 256, two of
// which are its angle brackets.
const (
	MaxLocal   = 64
	MaxDomain  = 255
	MaxAddress = 254
	maxLabel   = 63 // RFC 1035 section 2.3.4
)

// ErrInvalid is what every error of Parse is.
var ErrInvalid = errors.New("not an email address")

// Error says what is wrong with an address, in words for whoever typed it. It does not repeat
// the address.
type Error struct{ Because string }

func (e *Error) Error() string { return "not an email address: " + e.Because }

// Is makes every Error an ErrInvalid.
func (e *Error) Is(target error) bool { return target == ErrInvalid }

// Address is an address, kept as it was given and compared without case. The zero Address is
// none. Addresses are not compared with ==; Equal and Key do that.
type Address struct{ local, domain string }

// Parse reads one bare address such as ana.ruiz@hms.harvard.edu, spaces around it left aside.
// It takes what mail on today's internet uses: a dot-atom or quoted local part and a domain of
// at least two labels. Beyond ASCII (RFC 6531) it takes letters and figures. Display names,
// comments, source routes and address literals are not part of an address and are refused.
// Every error is an *Error and an ErrInvalid.
func Parse(s string) (Address, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return Address{}, &Error{"it is empty"}
	}
	if !utf8.ValidString(s) {
		return Address{}, &Error{"it has bytes that are no text"}
	}
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return Address{}, &Error{"it has no @"}
	}
	a := Address{local: s[:at], domain: s[at+1:]}
	if len(s) > MaxAddress {
		return Address{}, &Error{fmt.Sprintf("it is longer than %d characters", MaxAddress)}
	}
	if err := checkLocal(a.local); err != nil {
		return Address{}, err
	}
	if err := checkDomain(a.domain); err != nil {
		return Address{}, err
	}
	return a, nil
}

// MustParse is Parse for constants in tests and sample data; it panics on anything else.
func MustParse(s string) Address {
	a, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return a
}

func checkLocal(local string) error {
	switch {
	case local == "":
		return &Error{"nothing stands before the @"}
	case len(local) > MaxLocal:
		return &Error{fmt.Sprintf("the part before the @ is longer than %d characters", MaxLocal)}
	case strings.HasPrefix(local, `"`):
		return checkQuoted(local)
	case strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, ".."):
		return &Error{"a dot stands at the start or end of the part before the @, or next to another"}
	}
	for _, r := range local {
		if r != '.' && !isAtom(r) {
			return &Error{fmt.Sprintf("%s cannot stand before the @", name(r))}
		}
	}
	return nil
}

// checkQuoted reads the quoted-string of RFC 5321 section 4.1.2.
func checkQuoted(local string) error {
	if len(local) < 3 || !strings.HasSuffix(local, `"`) {
		return &Error{"its quotation marks do not match"}
	}
	inner := local[1 : len(local)-1]
	for i := 0; i < len(inner); i++ {
		c := inner[i]
		if c == '\\' {
			i++
			if i == len(inner) || inner[i] < ' ' || inner[i] > '~' {
				return &Error{"its quotation marks do not match"}
			}
			continue
		}
		if c == '"' || c < ' ' || c > '~' {
			return &Error{"a character in its quotation marks cannot stand there"}
		}
	}
	return nil
}

func checkDomain(domain string) error {
	switch {
	case domain == "":
		return &Error{"nothing stands after the @"}
	case len(domain) > MaxDomain:
		return &Error{fmt.Sprintf("the part after the @ is longer than %d characters", MaxDomain)}
	case strings.HasPrefix(domain, "["):
		return &Error{"a number in brackets stands where the domain should"}
	}
	labels := strings.Split(domain, ".")
	if len(labels) < 2 {
		return &Error{"the domain after the @ has no dot"}
	}
	for _, label := range labels {
		if label == "" {
			return &Error{"a dot stands at the start or end of the domain, or next to another"}
		}
		if len(label) > maxLabel {
			return &Error{fmt.Sprintf("a part of the domain is longer than %d characters", maxLabel)}
		}
		if strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return &Error{"a part of the domain starts or ends with a hyphen"}
		}
		for _, r := range label {
			if r != '-' && !isLetterOrDigit(r) {
				return &Error{fmt.Sprintf("%s cannot stand in the domain", name(r))}
			}
		}
	}
	if strings.Trim(labels[len(labels)-1], "0123456789") == "" {
		return &Error{"the domain ends in a number"} // an IPv4 address, or a slip; no such domain exists
	}
	return nil
}

// isAtom is atext of RFC 5322 section 3.2.3, and beyond ASCII letters, marks and figures.
func isAtom(r rune) bool {
	return isLetterOrDigit(r) || (r < utf8.RuneSelf && strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r))
}

func isLetterOrDigit(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

func name(r rune) string {
	switch {
	case r == ' ':
		return "a space"
	case unicode.IsPrint(r):
		return "“" + string(r) + "”"
	}
	return "a character that cannot be seen"
}

// String is the address as it was given, or nothing for the zero Address.
func (a Address) String() string {
	if a.IsZero() {
		return ""
	}
	return a.local + "@" + a.domain
}

// IsZero reports that a is no address.
func (a Address) IsZero() bool { return a == Address{} }

// Local is the part before the @, as given.
func (a Address) Local() string { return a.local }

// Domain is the part after the @, in lower case.
func (a Address) Domain() string { return strings.ToLower(a.domain) }

// Key is the same for addresses that differ only by case: for maps and unique columns.
// RFC 5321 section 2.4 leaves the case of the local part to its host; no host that people have
// mail at tells it apart.
func (a Address) Key() string { return strings.ToLower(a.String()) }

// Equal reports whether two addresses are the same but for case.
func (a Address) Equal(b Address) bool { return a.Key() == b.Key() }

// ASCII reports whether the address needs no SMTPUTF8 (RFC 6531).
func (a Address) ASCII() bool {
	for _, s := range [...]string{a.local, a.domain} {
		for i := range len(s) {
			if s[i] >= utf8.RuneSelf {
				return false
			}
		}
	}
	return true
}
