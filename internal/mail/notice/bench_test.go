package notice_test

import (
	"testing"

	"github.com/guestd/guestd/internal/mail/notice"
)

func BenchmarkComposeReminder(b *testing.B) {
	s := sample{notice: reminder(7)}
	for b.Loop() {
		if _, err := notice.Compose(s.notice, envelope(s)); err != nil {
			b.Fatal(err)
		}
	}
}
