package guest

import (
	"strings"
	"testing"

	"github.com/guestd/guestd/internal/mail/notice"
)

// TestTheWholeLife walks one guest's account from the request to its end.
func TestTheWholeLife(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-01-01", "2028-06-30"))

	acc := b.opened(b.ask(b.ada, gus("2027-12-31")))
	if acc.AccountID != "gg101" || acc.Stored != PendingActivation || acc.StartsOn != day || acc.ExpiresOn != d("2027-12-31") {
		t.Fatalf("account: %+v", acc)
	}
	mail := b.outbox(notice.KindActivation)[0]
	if mail.Subject != "Activate your HMS account" {
		t.Errorf("subject %q", mail.Subject)
	}
	b.wantSaid(b.said(), "ACTIVATION to gus@example.org", "ACTIVATION cc ada_alder@hms.harvard.edu")
	if !mail.Sealed || strings.Contains(string(mail.Raw), b.codeOf(acc)) {
		t.Error("the activation code can be read in the database")
	}
	if acc = b.activate(acc); acc.Stored != Active || acc.ActivatedAt == nil {
		t.Fatalf("activated: %+v", acc)
	}

	b.wantStatus(b.askMore(b.ada, acc.AccountID, "2028-06-30"), Fulfilled)
	if acc = b.account(acc.ID); acc.ExpiresOn != d("2028-06-30") {
		t.Fatalf("extended to %s", acc.ExpiresOn)
	}

	for i := -10; i <= 0; i++ {
		_, reminded, _ := b.sweepDay(acc.ExpiresOn.AddDays(i))
		want := 0
		if i >= -7 {
			want = 1
		}
		if reminded != want {
			t.Errorf("%d days before the end: %d reminders, want %d", -i, reminded, want)
		}
	}
	if expired, reminded, _ := b.sweepDay(acc.ExpiresOn.AddDays(1)); expired != 1 || reminded != 0 {
		t.Errorf("the day after: %d expired, %d reminded", expired, reminded)
	}
	if acc = b.account(acc.ID); acc.Stored != Expired {
		t.Errorf("after the last day: %s", acc.Stored)
	}
	if got := len(b.outbox(notice.KindExpiryReminder)); got != 8 {
		t.Errorf("%d reminders, want 8", got)
	}
}
