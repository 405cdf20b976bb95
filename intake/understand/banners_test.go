package understand

import "testing"

// TestBanners: what a gateway or Outlook puts above mail from elsewhere is nobody's
// words; the letter that stands right under it is somebody's.
func TestBanners(t *testing.T) {
	const own = "Yes, extend it."
	for _, banner := range []string{
		"[EXTERNAL]", "[EXTERNAL EMAIL]", "[EXTERNAL] This message came from outside the organization.",
		"CAUTION: This email comes from an EXTERNAL SENDER. Do not open any attachments you did not expect.",
		"Caution: originated from outside of your organization. Do not click any\nlinks that you do not know.",
		"*EXTERNAL EMAIL: use care.*",
		"You don’t often get email from jane@example.org. Learn why this is important<https://example.com/l>",
		"Some people who received this message don't often get email from jane@example.org. Learn why\nthis is important.",
		"ZjQcmQRYFpfptBannerStart\nThis Message Is From an External Sender\nIt was not sent from inside.\nReport Suspicious\nZjQcmQRYFpfptBannerEnd",
	} {
		for _, gap := range []string{"\n", "\n\n"} {
			if got := ownWords(banner + gap + own + "\n"); got != own {
				t.Errorf("%q: own words are %q", banner, got)
			}
		}
	}
	const external = "External examiners need accounts, too."
	if got := ownWords(external + "\n"); got != external {
		t.Errorf("own words are %q", got)
	}
}
