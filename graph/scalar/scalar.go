// Package scalar reads and writes the API's own scalars.
package scalar

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/guestd/guestd/internal/calendar"
)

// ErrInput is behind every error for a value that cannot be read. Their texts may be shown to
// whoever asked.
var ErrInput = errors.New("the value cannot be read")

// inputError says what a value should look like.
type inputError string

func (e inputError) Error() string        { return string(e) }
func (e inputError) Is(target error) bool { return target == ErrInput }

func bad(format string, args ...any) error { return inputError(fmt.Sprintf(format, args...)) }

// MarshalDate writes a calendar day, null for the zero Date.
func MarshalDate(d calendar.Date) graphql.Marshaler {
	if d.IsZero() {
		return graphql.Null
	}
	return quoted(d.String())
}

// UnmarshalDate reads a calendar day like 2027-05-31, and null as one left out. The error is
// ErrInput.
func UnmarshalDate(v any) (calendar.Date, error) {
	if v == nil {
		return calendar.Date{}, nil
	}
	s, ok := v.(string)
	if !ok {
		return calendar.Date{}, bad("a Date is a string like \"2027-05-31\"")
	}
	d, err := calendar.Parse(s)
	if err != nil || d.Year() < 1900 {
		return calendar.Date{}, bad("%q is not a day like 2027-05-31", clip(s))
	}
	return d, nil
}

// MarshalTime writes an instant in UTC by RFC 3339.
func MarshalTime(t time.Time) graphql.Marshaler {
	if t.IsZero() {
		return graphql.Null
	}
	return quoted(t.UTC().Format(time.RFC3339Nano))
}

// UnmarshalTime reads an instant by RFC 3339, with any offset. The error is ErrInput.
func UnmarshalTime(v any) (time.Time, error) {
	s, ok := v.(string)
	if !ok {
		return time.Time{}, bad("a Time is a string like \"2027-05-31T12:00:00Z\"")
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, bad("%q is not an instant like 2027-05-31T12:00:00Z", clip(s))
	}
	return t.UTC(), nil
}

// MarshalEmailAddress writes an address as it was given.
func MarshalEmailAddress(s string) graphql.Marshaler { return quoted(s) }

// UnmarshalEmailAddress reads an address; what makes one is the domain's to say.
func UnmarshalEmailAddress(v any) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", bad("an EmailAddress is a string")
	}
	return s, nil
}

var eightDigits = regexp.MustCompile(`^[0-9]{8}$`)

// MarshalHarvardID writes the eight digits.
func MarshalHarvardID(s string) graphql.Marshaler { return quoted(s) }

// UnmarshalHarvardID reads eight digits. The error is ErrInput.
func UnmarshalHarvardID(v any) (string, error) {
	s, ok := v.(string)
	if !ok || !eightDigits.MatchString(s) {
		return "", bad("a HarvardID is a string of eight digits")
	}
	return s, nil
}

// quoted writes a string as JSON has it.
func quoted(s string) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		b, err := json.Marshal(s)
		if err != nil { // strings always marshal
			b = []byte(strconv.Quote(""))
		}
		_, _ = w.Write(b)
	})
}

// clip keeps what an error repeats of an input short.
func clip(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
