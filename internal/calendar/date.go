// Package calendar counts in calendar days of the policy's time zone, America/New_York: the
// unit in which accounts begin, end and are reminded of.
package calendar

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
	_ "time/tzdata" // the zone's rules travel with the binary: slim machines have none
)

// ZoneName is the IANA name of the policy's time zone.
const ZoneName = "America/New_York"

// Zone is the policy's time zone.
var Zone = mustZone()

func mustZone() *time.Location {
	zone, err := time.LoadLocation(ZoneName)
	if err != nil {
		panic("calendar: " + err.Error()) // cannot happen: tzdata is linked in
	}
	return zone
}

// Date is a calendar day without a time or a zone. The zero Date is no day; IsZero tells.
// Dates are comparable with ==.
type Date struct {
	year  int
	month time.Month
	day   int
}

// New is the day of that year, month and day of the month; days beyond a month's end run on
// into the next, as in time.Date.
func New(year int, month time.Month, day int) Date {
	return of(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

func of(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// On is the day that an instant falls on in the policy's time zone.
func On(at time.Time) Date { return of(at.In(Zone)) }

// Parse reads the ISO 8601 form 2027-05-31 and nothing else.
func Parse(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a day like 2027-05-31", s)
	}
	return of(t), nil
}

// MustParse is Parse for constants in tests and sample data; it panics on anything else.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func (d Date) utc() time.Time { return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, time.UTC) }

// IsZero reports that d is no day.
func (d Date) IsZero() bool { return d == Date{} }

// Year, Month and Day are the parts of the date.
func (d Date) Year() int { return d.year }

// Month is the month of the year.
func (d Date) Month() time.Month { return d.month }

// Day is the day of the month.
func (d Date) Day() int { return d.day }

// Before reports whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.utc().Before(e.utc()) }

// After reports whether d is later than e.
func (d Date) After(e Date) bool { return e.Before(d) }

// AddDays is the day n days later; n may be negative.
func (d Date) AddDays(n int) Date { return of(d.utc().AddDate(0, 0, n)) }

// AddMonths is the same day of the month n months later, or that month's last day where it has
// no such day.
func (d Date) AddMonths(n int) Date {
	first := time.Date(d.year, d.month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return New(first.Year(), first.Month(), min(d.day, last))
}

// DaysUntil is how many days later than d the day e is; negative where it is earlier.
func (d Date) DaysUntil(e Date) int { return int(e.utc().Sub(d.utc()) / (24 * time.Hour)) }

// At is the instant of that full hour on d in the policy's time zone.
func (d Date) At(hour int) time.Time { return time.Date(d.year, d.month, d.day, hour, 0, 0, 0, Zone) }

// String is the ISO 8601 form, or nothing for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format(time.DateOnly)
}

// Spelt is the day as mails and pages write it: Monday, May 31, 2027.
func (d Date) Spelt() string { return d.utc().Format("Monday, January 2, 2006") }

// Earlier is the earlier of two days.
func Earlier(a, b Date) Date {
	if b.Before(a) {
		return b
	}
	return a
}

// Later is the later of two days.
func Later(a, b Date) Date {
	if a.Before(b) {
		return b
	}
	return a
}

// Value stores d as a SQL date, the zero Date as NULL.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads a SQL date; NULL becomes the zero Date.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
	case time.Time:
		*d = of(v)
	case []byte:
		return d.Scan(string(v))
	case string:
		parsed, err := Parse(v)
		if err != nil {
			return err
		}
		*d = parsed
	default:
		return fmt.Errorf("a day cannot be read from %T", src)
	}
	return nil
}

// MarshalJSON writes the ISO form, the zero Date as null.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(d.String())
}

// UnmarshalJSON reads the ISO form or null.
func (d *Date) UnmarshalJSON(b []byte) error {
	var s *string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	if s == nil || *s == "" {
		*d = Date{}
		return nil
	}
	parsed, err := Parse(*s)
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
