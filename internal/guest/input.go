package guest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/mail/addr"
)

// GuestDetailsInput is what somebody tells of a guest; anything may be left out.
type GuestDetailsInput struct {
	GivenName     *string
	FamilyName    *string
	PersonalEmail *string
	HUID          *string
	Affiliation   *string
	Role          *string
}

// RequestAccountInput asks for a new account.
type RequestAccountInput struct {
	SponsorHUID        *string
	Guest              GuestDetailsInput
	HSRNumber          *string
	StartsOn           calendar.Date
	ExpiresOn          calendar.Date
	Justification      *string
	Entitlements       []Entitlement
	ViaAcademicAffairs bool
	IdempotencyKey     *string
}

// RequestExtensionInput asks for a later end.
type RequestExtensionInput struct {
	AccountID          string
	ExpiresOn          calendar.Date
	Justification      *string
	ViaAcademicAffairs bool
	IdempotencyKey     *string
}

// SupplyRequestDetailsInput adds to a request what it lacked, or corrects it.
type SupplyRequestDetailsInput struct {
	RequestID      int64
	Guest          *GuestDetailsInput
	HSRNumber      *string
	StartsOn       calendar.Date
	ExpiresOn      calendar.Date
	Justification  *string
	IdempotencyKey *string
}

// DecideRequestInput approves, denies or cancels a request. ExpiresOn approves with another last
// day than the one asked for.
type DecideRequestInput struct {
	RequestID      int64
	Note           *string
	ExpiresOn      calendar.Date
	IdempotencyKey *string
}

// AccountInput names an account.
type AccountInput struct {
	AccountID      string
	Note           *string
	IdempotencyKey *string
}

// EndAccountInput ends an account on a day, or at once where none is given.
type EndAccountInput struct {
	AccountID      string
	On             calendar.Date
	Note           *string
	IdempotencyKey *string
}

const (
	maxName = 100
	maxText = 4000
)

var (
	eightDigits = regexp.MustCompile(`^[0-9]{8}$`)
	roleNumber  = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{0,31}$`)
)

// reading collects everything wrong with an input, each with its path.
type reading struct{ errs UserErrors }

// text takes a value as people type it: trimmed, in Unicode's composed form, nothing for a blank.
func (r *reading) text(value *string, limit int, lines bool, field ...string) *string {
	if value == nil {
		return nil
	}
	s := strings.TrimSpace(norm.NFC.String(*value))
	switch {
	case s == "":
		return nil
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(c rune) bool { return unicode.IsControl(c) && !(lines && (c == '\n' || c == '\r' || c == '\t')) }):
		r.errs.add(CodeInvalid, field, "%s has characters that cannot be shown.", nameOf(field))
		return nil
	case utf8.RuneCountInString(s) > limit:
		r.errs.add(CodeInvalid, field, "%s is longer than %d characters.", nameOf(field), limit)
		return nil
	}
	return &s
}

func (r *reading) name(value *string, field ...string) *string {
	s := r.text(value, maxName, false, field...)
	if s == nil {
		return nil
	}
	if !strings.ContainsFunc(*s, unicode.IsLetter) {
		r.errs.add(CodeInvalid, field, "%s has no letter in it.", nameOf(field))
		return nil
	}
	joined := strings.Join(strings.Fields(*s), " ")
	return &joined
}

func (r *reading) huid(value *string, field ...string) *string {
	s := r.text(value, maxName, false, field...)
	if s == nil {
		return nil
	}
	digits := strings.NewReplacer(" ", "", "-", "").Replace(*s)
	if !eightDigits.MatchString(digits) {
		r.errs.add(CodeInvalid, field, "A Harvard ID has eight digits; %q has not.", clip(*s))
		return nil
	}
	return &digits
}

// email takes a plain address by RFC 5321: kept as given, compared without case.
func (r *reading) email(value *string, field ...string) *string {
	s := r.text(value, 254, false, field...)
	if s == nil {
		return nil
	}
	if _, err := addr.Parse(*s); err != nil {
		r.errs.add(CodeInvalid, field, "%q is not an email address.", clip(*s))
		return nil
	}
	return s
}

func (r *reading) hsr(value *string, field ...string) *string {
	s := r.text(value, 40, false, field...)
	if s == nil {
		return nil
	}
	number := strings.TrimLeft(strings.TrimPrefix(strings.ToUpper(*s), "HSR"), " -#:")
	if !roleNumber.MatchString(number) {
		r.errs.add(CodeInvalid, field, "%q is not the number of a Harvard Sponsored Role.", clip(*s))
		return nil
	}
	return &number
}

func (r *reading) details(in GuestDetailsInput) Details {
	return Details{
		GivenName:     r.name(in.GivenName, "guest", "givenName"),
		FamilyName:    r.name(in.FamilyName, "guest", "familyName"),
		PersonalEmail: r.email(in.PersonalEmail, "guest", "personalEmail"),
		HUID:          r.huid(in.HUID, "guest", "huid"),
		Affiliation:   r.text(in.Affiliation, 200, false, "guest", "affiliation"),
		Role:          r.text(in.Role, 200, false, "guest", "role"),
	}
}

// entitlementNames are the services asked for, each once, in the order of the enum's names; the
// usual ones where nothing was asked for.
func entitlementNames(asked []Entitlement) []string {
	if len(asked) == 0 {
		return DefaultEntitlements()
	}
	names := make([]string, len(asked))
	for i, e := range asked {
		names[i] = string(e)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func nameOf(field []string) string {
	words := map[string]string{
		"givenName": "The given name", "familyName": "The family name", "affiliation": "The affiliation", "role": "The role",
		"justification": "The justification", "note": "The note", "name": "The name", "department": "The department", "type": "The type",
	}
	last := field[len(field)-1]
	if w, ok := words[last]; ok {
		return w
	}
	return fmt.Sprintf("The field %s", last)
}

// clip keeps what a message repeats of an input short and on one line.
func clip(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) > most {
		return string([]rune(s)[:most]) + "…"
	}
	return s
}
