package scalar_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/guestd/guestd/graph/scalar"
	"github.com/guestd/guestd/internal/calendar"
)

func TestDate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"2027-05-31": true, "2028-02-29": true, "2027-02-29": false, "2027-5-31": false, "05/31/2027": false,
		"2027-05-31T00:00:00Z": false, "0001-01-01": false, "": false, strings.Repeat("9", 100): false} {
		d, err := scalar.UnmarshalDate(text)
		if (err == nil) != want || (want && d.String() != text) {
			t.Errorf("%q: %v, %v", text, d, err)
		}
		if err != nil && (!errors.Is(err, scalar.ErrInput) || len(err.Error()) > 100) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if d, err := scalar.UnmarshalDate(nil); err != nil || !d.IsZero() {
		t.Errorf("null: %v, %v", d, err)
	}
	if _, err := scalar.UnmarshalDate(20270531); !errors.Is(err, scalar.ErrInput) {
		t.Errorf("a number: %v", err)
	}
	for want, d := range map[string]calendar.Date{`"2027-05-31"`: calendar.MustParse("2027-05-31"), "null": {}} {
		var b strings.Builder
		if scalar.MarshalDate(d).MarshalGQL(&b); b.String() != want {
			t.Errorf("%s", b.String())
		}
	}
}

func TestTimeIsInUTC(t *testing.T) {
	t.Parallel()
	at, err := scalar.UnmarshalTime("2027-05-31T08:00:00.5-04:00")
	if err != nil || !at.Equal(time.Date(2027, 5, 31, 12, 0, 0, 5e8, time.UTC)) {
		t.Errorf("%v, %v", at, err)
	}
	var b strings.Builder
	if scalar.MarshalTime(at.In(calendar.Zone)).MarshalGQL(&b); b.String() != `"2027-05-31T12:00:00.5Z"` {
		t.Errorf("%s", b.String())
	}
	for _, v := range []any{"2027-05-31", "yesterday", 7, nil, true} {
		if _, err := scalar.UnmarshalTime(v); !errors.Is(err, scalar.ErrInput) {
			t.Errorf("%v: %v", v, err)
		}
	}
}

func TestHarvardID(t *testing.T) {
	t.Parallel()
	for v, want := range map[any]bool{"12345678": true, "1234567": false, "123456789": false, "1234567a": false, " 12345678": false, 12345678: false, "١٢٣٤٥٦٧٨": false} {
		if _, err := scalar.UnmarshalHarvardID(v); (err == nil) != want {
			t.Errorf("%v: %v", v, err)
		}
	}
}
