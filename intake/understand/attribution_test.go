package understand

import "testing"

// TestAttributionsByLanguage: the line above a quote as Gmail, Outlook, Apple's Mail and
// others write it. The quote has no marks, so that nothing but the line tells it.
func TestAttributionsByLanguage(t *testing.T) {
	const own = "Yes please, extend it to June 30."
	cases := map[string]string{
		"English, no verb":           "Monday, April 26, 2027, 7:00 AM -0400 from HMS Guest Accounts <guest-requests@hms.harvard.edu>:",
		"English, time first":        "7:00 AM, April 26, 2027, \"HMS Guest Accounts\" <guest-requests@hms.harvard.edu>:",
		"English, no colon":          "On Mon, 26 Apr 2027 07:00:00 -0400 HMS Guest Accounts <guest-requests@hms.harvard.edu> wrote",
		"GroupWise":                  ">>> HMS Guest Accounts <guest-requests@hms.harvard.edu> 4/26/2027 7:00 AM >>>",
		"GroupWise, no address":      ">>> \"HMS Guest Accounts\" 04/26/27 7:00 AM >>>",
		"Notes":                      "HMS Guest Accounts <guest-requests@hms.harvard.edu> wrote on 04/26/2027 07:00:00 AM:",
		"Notes, dashes":              "-----HMS Guest Accounts <guest-requests@hms.harvard.edu> wrote: -----",
		"Zoho":                       "---- On Mon, 26 Apr 2027 07:00:00 -0400 HMS Guest Accounts <guest-requests@hms.harvard.edu> wrote ----",
		"Zoho, without a date":       "---- HMS Guest Accounts wrote ----",
		"Gmail of old":               "2027-04-26 7:00 GMT-04:00 HMS Guest Accounts <guest-requests@hms.harvard.edu>:",
		"Gmail of old, wrapped":      "2027-04-26 7:00 GMT-04:00 HMS Guest Accounts <\nguest-requests@hms.harvard.edu>:",
		"Gmail of old, address lost": "2027-04-26 7:00 GMT-04:00 HMS Guest Accounts",
		"German, verb before day":    "HMS Guest Accounts <guest-requests@hms.harvard.edu> schrieb am Mo., 26.\nApr. 2027 um 07:00 Uhr:",
		"Russian, no verb":           "пн, 26 апр. 2027 г. в 07:00, HMS Guest Accounts <guest-requests@hms.harvard.edu>:",
		"Ukrainian":                  "пн, 26 квіт. 2027 р. о 07:00 HMS Guest Accounts <guest-requests@hms.harvard.edu> пише:",
		"Finnish, wrapped":           "ma 26. huhtikuuta 2027 klo 7.00 HMS Guest Accounts\n<guest-requests@hms.harvard.edu> kirjoitti:",
		"Norwegian":                  "man. 26. apr. 2027 kl. 07:00 skrev HMS Guest Accounts <guest-requests@hms.harvard.edu>:",
		"Norwegian, bracket wrapped": "man. 26. apr. 2027 kl. 07:00 skrev HMS Guest Accounts <guest-requests@hms.harvard.edu\n>:",
		"German, bracket wrapped":    "Am 26.04.2027 07:00 schrieb \"HMS Guest Accounts\" <guest-requests@hms.harvard.edu\n>:",
		"Polish, passive":            "Wiadomość napisana przez HMS Guest Accounts guest-requests@hms.harvard.edu w dniu 26.04.2027, o godz. 07:00:",
		"Czech":                      "po 26. 4. 2027 v 7:00 odesílatel HMS Guest Accounts <guest-requests@hms.harvard.edu> napsal:",
		"Hungarian":                  "HMS Guest Accounts <guest-requests@hms.harvard.edu> ezt írta (időpont: 2027. ápr. 26., H, 7:00):",
		"Romanian":                   "Pe lun., 26 apr. 2027 la 07:00, HMS Guest Accounts <guest-requests@hms.harvard.edu> a scris:",
		"Turkish":                    "HMS Guest Accounts <guest-requests@hms.harvard.edu>, 26 Nis 2027 Pzt, 07:00 tarihinde şunu yazdı:",
		"Greek":                      "Στις Δευ 26 Απρ 2027 στις 7:00 π.μ., ο/η HMS Guest Accounts <guest-requests@hms.harvard.edu> έγραψε:",
		"Vietnamese":                 "Vào 07:00 26 tháng 4, 2027, HMS Guest Accounts <guest-requests@hms.harvard.edu> đã viết:",
		"Indonesian":                 "Pada Sen, 26 Apr 2027 pukul 07.00 HMS Guest Accounts <guest-requests@hms.harvard.edu> menulis:",
		"Arabic":                     "في الاثنين، ٢٦ أبريل ٢٠٢٧، ٧:٠٠ ص HMS Guest Accounts <guest-requests@hms.harvard.edu> كتب:",
		"Hebrew":                     "בתאריך יום ב׳, 26 באפר׳ 2027 ב-7:00 מאת HMS Guest Accounts <guest-requests@hms.harvard.edu>:",
		"Korean":                     "2027년 4월 26일 (월) 오전 7:00, HMS Guest Accounts <guest-requests@hms.harvard.edu>님이 작성:",
		"Polymail":                   "On Mon, Apr 26, 2027 at 7:00 AM HMS Guest Accounts\n\n<\nmailto:HMS Guest Accounts <guest-requests@hms.harvard.edu>\n> wrote:",
	}
	for name, attribution := range cases {
		t.Run(name, func(t *testing.T) {
			if got := ownWords(own + "\n\n" + attribution + "\n\nThe account of your guest expires on May 1, 2027.\n"); got != own {
				t.Errorf("own words are %q", got)
			}
		})
	}
}

// TestAttributionBesideOwnWords: the words around an attribution are not taken for a part of it.
func TestAttributionBesideOwnWords(t *testing.T) {
	const attribution = "On Mon, Apr 26, 2027 at 7:00 AM HMS Guest Accounts <guest-requests@hms.harvard.edu> wrote:"
	cases := map[string]struct{ text, own string }{
		"right under a sentence":         {"On the whole, yes, please extend it\n" + attribution + "\n> It expires.\n", "On the whole, yes, please extend it"},
		"on the line of a sentence":      {"Yes, extend it. " + attribution + "\n> It expires.\n", "Yes, extend it."},
		"behind dashes on that line":     {"Yes, extend it--- " + attribution + "\n> It expires.\n", "Yes, extend it"},
		"old Gmail's, with a quote":      {"Yes.\n\n2027/4/26 HMS Guest Accounts <guest-requests@hms.harvard.edu>\n\n> It expires.\n", "Yes."},
		"old Gmail's, with bars":         {"Yes.\n\n2027/4/26 HMS Guest Accounts <guest-requests@hms.harvard.edu>\n| It expires.\n", "Yes."},
		"a date and an address of one's": {"Two guests:\n\n2027/4/26 Jane Doe <jane@example.org>\n2027/4/27 Jim Roe <jim@example.org>\n", "Two guests:|2027/4/26 Jane Doe <jane@example.org>|2027/4/27 Jim Roe <jim@example.org>"},
		"what a guest wrote":             {"Jane Doe <jane@example.org> wrote that she comes on\nMay 3. Her data:\nrole: student\n", "Jane Doe <jane@example.org> wrote that she comes on|May 3. Her data:|role: student"},
		"a meeting's time":               {"The first day is May 3, 2027 at 9:00 with\nJane Doe <jane@example.org> and others:\nplease hurry\n", "The first day is May 3, 2027 at 9:00 with|Jane Doe <jane@example.org> and others:|please hurry"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := ownWords(c.text); got != c.own {
				t.Errorf("own words are %q, want %q", got, c.own)
			}
		})
	}
}
