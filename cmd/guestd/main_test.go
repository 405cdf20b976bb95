package main

import (
	"os"
	"testing"
)

// actAsGuestd has this test binary be guestd: what the tests start is this program whole, by its
// own command line, and under -race it is watched too.
const actAsGuestd = "TEST_BINARY_ACTS_AS_GUESTD"

func TestMain(m *testing.M) {
	if os.Getenv(actAsGuestd) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}
