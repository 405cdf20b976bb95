package calendar_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/guestd/guestd/internal/calendar"
)

func d(s string) calendar.Date { return calendar.MustParse(s) }

// "Days are calendar days in America/New_York"
func TestOn(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]string{
		"2027-01-05T04:59:59Z": "2027-01-04", "2027-01-05T05:00:00Z": "2027-01-05", // winter: UTC-5
		"2027-07-05T03:59:59Z": "2027-07-04", "2027-07-05T04:00:00Z": "2027-07-05", // summer: UTC-4
		"2027-03-14T06:59:59Z": "2027-03-14", "2027-11-07T05:30:00Z": "2027-11-07", // the days the clocks change
	} {
		instant, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := calendar.On(instant); got != d(want) {
			t.Errorf("%s falls on %s, want %s", at, got, want)
		}
	}
}

func TestAt(t *testing.T) {
	t.Parallel()
	for day, want := range map[string]string{"2027-01-04": "2027-01-04T13:00:00Z", "2027-07-04": "2027-07-04T12:00:00Z", "2027-03-14": "2027-03-14T12:00:00Z"} {
		if got := d(day).At(8).UTC().Format(time.RFC3339); got != want {
			t.Errorf("eight o'clock on %s is %s, want %s", day, got, want)
		}
	}
}

func TestAddMonths(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2028-02-29", 12, "2029-02-28"}, {"2028-02-29", 48, "2032-02-29"}, {"2027-01-31", 1, "2027-02-28"}, {"2028-01-31", 1, "2028-02-29"},
		{"2027-12-15", 1, "2028-01-15"}, {"2027-03-31", -1, "2027-02-28"}, {"2027-08-31", 6, "2028-02-29"}, {"2027-05-05", 0, "2027-05-05"},
	} {
		if got := d(c.from).AddMonths(c.months); got != d(c.want) {
			t.Errorf("%s and %d months: %s, want %s", c.from, c.months, got, c.want)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "2027-13-01", "2027-02-29", "2027-2-1", "01/02/2027", "2027-01-04T00:00:00Z", " 2027-01-04", "27-01-04"} {
		if got, err := calendar.Parse(bad); err == nil {
			t.Errorf("%q is read as %s", bad, got)
		}
	}
}

func TestSpelt(t *testing.T) {
	t.Parallel()
	if got := d("2027-05-31").Spelt(); got != "Monday, May 31, 2027" {
		t.Error(got)
	}
}

// What is written is read again, and days are counted without gaps.
func TestDaysRoundTripAndCount(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		day := d("2000-01-01").AddDays(rapid.IntRange(0, 40000).Draw(t, "day"))
		n := rapid.IntRange(-4000, 4000).Draw(t, "later")
		later := day.AddDays(n)
		if day.DaysUntil(later) != n || later.Before(day) != (n < 0) || later.After(day) != (n > 0) || later.AddDays(-n) != day {
			t.Fatalf("%s and %d days is %s", day, n, later)
		}
		if calendar.Later(day, later) != calendar.Later(later, day) || calendar.Earlier(day, later).After(calendar.Later(day, later)) {
			t.Fatal("neither is the later")
		}
		if calendar.On(day.At(0)) != day || calendar.On(day.At(0).Add(-1)) != day.AddDays(-1) {
			t.Fatalf("%s does not begin at its midnight", day)
		}
		text, err := json.Marshal(day)
		if err != nil {
			t.Fatal(err)
		}
		var fromJSON, fromSQL calendar.Date
		if err := json.Unmarshal(text, &fromJSON); err != nil || fromJSON != day {
			t.Fatalf("JSON: %s, %v", fromJSON, err)
		}
		value, err := day.Value()
		if err != nil || fromSQL.Scan(value) != nil || fromSQL != day {
			t.Fatalf("SQL: %s, %v", fromSQL, err)
		}
	})
}

func TestNoDay(t *testing.T) {
	t.Parallel()
	var none calendar.Date
	value, err := none.Value()
	text, err2 := json.Marshal(none)
	if !none.IsZero() || value != nil || err != nil || string(text) != "null" || err2 != nil || none.String() != "" {
		t.Errorf("the zero day is written %v, %s, %q", value, text, none)
	}
	day := d("2027-01-04")
	if err := day.Scan(nil); err != nil || !day.IsZero() {
		t.Errorf("NULL is read as %s, %v", day, err)
	}
	for _, bad := range []any{7, "soon", []byte("soon")} {
		if err := day.Scan(bad); err == nil {
			t.Errorf("%v is read as %s", bad, day)
		}
	}
	if err := json.Unmarshal([]byte(`"2027-13-01"`), &day); err == nil {
		t.Error("a 13th month is read")
	}
}
