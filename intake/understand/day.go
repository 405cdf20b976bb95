package understand

import (
	"fmt"
	"time"
)

// Day is a calendar day of the policy's time zone (America/New_York), without a time.
type Day struct {
	Year  int
	Month time.Month
	Day   int
}

// DayOf is the calendar day of t in the location.
func DayOf(t time.Time, loc *time.Location) Day {
	y, m, d := t.In(loc).Date()
	return Day{y, m, d}
}

// String gives the ISO form, 2027-05-31.
func (d Day) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// MarshalText writes the ISO form.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// IsZero tells the absent day.
func (d Day) IsZero() bool { return d == Day{} }

// Before compares two days.
func (d Day) Before(o Day) bool { return d.time().Before(o.time()) }

func (d Day) time() time.Time { return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC) }

// valid tells that the day exists in the calendar (no 31 June).
func (d Day) valid() bool {
	return d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month) && d.Year >= 1900 && d.Year <= 2200
}

// addDays goes n days forward.
func (d Day) addDays(n int) Day {
	y, m, day := d.time().AddDate(0, 0, n).Date()
	return Day{y, m, day}
}

// addMonths goes n months forward to the same day of the month, or the month's
// last one where that day is missing (31 January + 1 = 28 February).
func (d Day) addMonths(n int) Day {
	total := d.Year*12 + int(d.Month) - 1 + n
	y, m := total/12, time.Month(total%12+1)
	return Day{y, m, min(d.Day, daysIn(y, m))}
}

func (d Day) weekday() time.Weekday { return d.time().Weekday() }

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 12, 0, 0, 0, time.UTC).Day()
}

func lastOf(year int, month time.Month) Day { return Day{year, month, daysIn(year, month)} }
