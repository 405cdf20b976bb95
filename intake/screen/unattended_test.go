package screen

import "testing"

func TestUnattended(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"MAILER-DAEMON@mx.hms.harvard.edu": true, "no-reply@example.org": true, "noreply@example.org": true, "do_not_reply@example.org": true,
		"Do.Not.Reply+abc@example.org": true, "bounces+17@lists.example.org": true,
		"ana.ruiz@hms.harvard.edu": false, "noreen.reply@hms.harvard.edu": false, "replies@example.org": false, "": false,
	} {
		if got := Unattended(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}
