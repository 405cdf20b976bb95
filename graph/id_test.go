package graph

import (
	"errors"
	"testing"

	"github.com/guestd/guestd/internal/guest"
)

// What is taken for an id is one that globalID writes, or nothing.
func FuzzParseID(f *testing.F) {
	f.Add(globalID(guest.TypeAccount, 1))
	f.Add(globalID(guest.TypeRequest, 9223372036854775807))
	for _, s := range []string{"", "=", "R3Vlc3Q6MQ==", "R3Vlc3Q6MDE", "R3Vlc3Q6LTE", "R3Vlc3Q6", "OjE", "nonsense", "R3Vlc3Q6MTox"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		objectType, n, err := parseID(s)
		if err != nil {
			if !errors.Is(err, ErrBadInput) {
				t.Errorf("%q: %v", s, err)
			}
			return
		}
		if again, m, err := parseID(globalID(objectType, n)); err != nil || again != objectType || m != n || n < 1 {
			t.Errorf("%q is %s %d, and that is %s %d, %v", s, objectType, n, again, m, err)
		}
	})
}

func TestIDOf(t *testing.T) {
	t.Parallel()
	if n, err := idOf(guest.TypeGuest, globalID(guest.TypeGuest, 7)); n != 7 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := idOf(guest.TypeGuest, globalID(guest.TypeAccount, 7)); !errors.Is(err, ErrBadInput) {
		t.Errorf("another type: %v", err)
	}
}
