package understand

import (
	"strings"
	"testing"
)

// TestOwnWordsAboveQuotes: whatever program and language, the words above (or around)
// the quote are the sender's own, and nothing else is.
func TestOwnWordsAboveQuotes(t *testing.T) {
	const own = "Yes please, extend it to June 30."
	const older = "The HMS account of your guest expires on May 1, 2027."
	cases := map[string]string{
		"Gmail":                    "On Mon, Apr 26, 2027 at 7:00 AM HMS Guest Accounts <guest-requests@hms.harvard.edu> wrote:\n\n> %",
		"Gmail, wrapped":           "On Mon, Apr 26, 2027 at 7:00 AM HMS Guest Accounts <\nguest-requests@hms.harvard.edu> wrote:\n\n> %",
		"Gmail, German":            "Am Mo., 26. Apr. 2027 um 07:00 Uhr schrieb HMS Guest Accounts <\nguest-requests@hms.harvard.edu>:\n\n> %",
		"Gmail, French":            "Le lun. 26 avr. 2027 à 07:00, HMS Guest Accounts <guest-requests@hms.harvard.edu> a\nécrit :\n\n> %",
		"Gmail, Spanish":           "El lun, 26 abr 2027 a las 7:00, HMS Guest Accounts (<guest-requests@hms.harvard.edu>)\nescribió:\n\n> %",
		"Gmail, Italian":           "Il giorno lun 26 apr 2027 alle ore 07:00 HMS Guest Accounts <guest-requests@hms.harvard.edu> ha scritto:\n\n> %",
		"Gmail, Portuguese":        "Em seg., 26 de abr. de 2027 às 07:00, HMS Guest Accounts <guest-requests@hms.harvard.edu> escreveu:\n\n> %",
		"Gmail, Dutch":             "Op ma 26 apr 2027 om 07:00 schreef HMS Guest Accounts <guest-requests@hms.harvard.edu>:\n\n> %",
		"Gmail, Swedish":           "Den mån 26 apr. 2027 kl 07:00 skrev HMS Guest Accounts <guest-requests@hms.harvard.edu>:\n\n> %",
		"Gmail, Polish":            "pon., 26 kwi 2027 o 07:00 HMS Guest Accounts <guest-requests@hms.harvard.edu> napisał(a):\n\n> %",
		"Gmail, Japanese":          "2027年4月26日(月) 7:00 HMS Guest Accounts <guest-requests@hms.harvard.edu>:\n\n> %",
		"Gmail, Chinese":           "HMS Guest Accounts <guest-requests@hms.harvard.edu> 于2027年4月26日周一 07:00写道：\n\n> %",
		"Apple Mail":               "> On Apr 26, 2027, at 7:00 AM, HMS Guest Accounts <guest-requests@hms.harvard.edu> wrote:\n> \n> %",
		"Thunderbird":              "On 4/26/27 07:00, HMS Guest Accounts wrote:\n> %",
		"Thunderbird, German":      "Am 26.04.27 um 07:00 schrieb HMS Guest Accounts:\n> %",
		"Outlook desktop":          "From: HMS Guest Accounts <guest-requests@hms.harvard.edu>\nSent: Monday, April 26, 2027 7:00 AM\nTo: Ruiz, Ana <ana_ruiz@hms.harvard.edu>\nSubject: HMS guest account expiring\n\n%",
		"Outlook with its rule":    "________________________________\nFrom: HMS Guest Accounts <guest-requests@hms.harvard.edu>\nSent: Monday, April 26, 2027 7:00 AM\nTo: Ruiz, Ana <ana_ruiz@hms.harvard.edu>\nSubject: HMS guest account expiring\n\n%",
		"Outlook, original":        "-----Original Message-----\nFrom: HMS Guest Accounts\nSent: Monday, April 26, 2027 7:00 AM\nTo: Ruiz, Ana\nSubject: HMS guest account expiring\n\n%",
		"Outlook, German":          "Von: HMS Guest Accounts <guest-requests@hms.harvard.edu>\nGesendet: Montag, 26. April 2027 07:00\nAn: Ruiz, Ana <ana_ruiz@hms.harvard.edu>\nBetreff: HMS guest account expiring\n\n%",
		"Outlook, French":          "De : HMS Guest Accounts <guest-requests@hms.harvard.edu>\nEnvoyé : lundi 26 avril 2027 07:00\nÀ : Ruiz, Ana <ana_ruiz@hms.harvard.edu>\nObjet : HMS guest account expiring\n\n%",
		"Outlook, Spanish":         "De: HMS Guest Accounts <guest-requests@hms.harvard.edu>\nEnviado el: lunes, 26 de abril de 2027 07:00\nPara: Ruiz, Ana <ana_ruiz@hms.harvard.edu>\nAsunto: HMS guest account expiring\n\n%",
		"new Outlook":              "From: HMS Guest Accounts <guest-requests@hms.harvard.edu>\nDate: Monday, April 26, 2027 at 7:00 AM\nTo: Ana Ruiz <ana_ruiz@hms.harvard.edu>\nSubject: HMS guest account expiring\n\n%",
		"Outlook mobile":           "Get Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: HMS Guest Accounts <guest-requests@hms.harvard.edu>\nSent: Monday, April 26, 2027 7:00:00 AM\nTo: Ruiz, Ana <ana_ruiz@hms.harvard.edu>\nSubject: HMS guest account expiring\n\n%",
		"Yahoo":                    "On Monday, April 26, 2027 at 07:00:10 AM EDT, HMS Guest Accounts <guest-requests@hms.harvard.edu> wrote:\n\n\n%",
		"Mutt":                     "On Mon, Apr 26, 2027 at 07:00:00AM -0400, HMS Guest Accounts wrote:\n> %",
		"eM Client":                "------ Original Message ------\nFrom \"HMS Guest Accounts\" <guest-requests@hms.harvard.edu>\nTo ana_ruiz@hms.harvard.edu\nDate 4/26/2027 7:00:00 AM\nSubject HMS guest account expiring\n\n> %",
		"marks without a line":     "> %",
		"a signature above quotes": "-- \nAna Ruiz\nGenetics, 617-432-0000\n\nOn 4/26/27 07:00, HMS Guest Accounts wrote:\n> %",
	}
	for name, tail := range cases {
		t.Run(name, func(t *testing.T) {
			text := own + "\n\nAna\n\n" + strings.ReplaceAll(tail, "%", older) + "\n"
			got := ownWords(text)
			if got != own {
				t.Errorf("own words are %q", got)
			}
		})
	}
}

// ownWords are the lines of a reply to one of our mails that are its sender's own words.
func ownWords(text string) string {
	s := segmenter{text: text, lines: splitLines(text), own: func(e string) bool { return e == "guest-requests@hms.harvard.edu" }}
	s.segment(person{name: "Ana Ruiz", email: "ana_ruiz@hms.harvard.edu"}, "Re: HMS guest account expiring")
	for i := range s.regions {
		markSignature(&s.regions[i])
	}
	var own []string
	for _, l := range s.lines {
		if l.kind == Own && !l.blank() {
			own = append(own, l.text)
		}
	}
	return strings.Join(own, "|")
}

// TestForwards: what is forwarded to be acted on is kept, with its author.
func TestForwards(t *testing.T) {
	cases := map[string]string{
		"Gmail":           "---------- Forwarded message ---------\nFrom: Jane Doe <jane@example.org>\nDate: Mon, Apr 26, 2027 at 7:00 AM\nSubject: my visit\nTo: Ana Ruiz <ana_ruiz@hms.harvard.edu>\n\n\nI come in May.\n",
		"Apple Mail":      "> Begin forwarded message:\n> \n> From: Jane Doe <jane@example.org>\n> Subject: my visit\n> Date: April 26, 2027 at 7:00:00 AM EDT\n> To: Ana Ruiz <ana_ruiz@hms.harvard.edu>\n> \n> I come in May.\n",
		"Thunderbird":     "-------- Forwarded Message --------\nSubject: 	my visit\nDate: 	Mon, 26 Apr 2027 07:00:00 -0400\nFrom: 	Jane Doe <jane@example.org>\nTo: 	Ana Ruiz <ana_ruiz@hms.harvard.edu>\n\n\n\nI come in May.\n",
		"Outlook":         "From: Jane Doe <jane@example.org>\nSent: Monday, April 26, 2027 7:00 AM\nTo: Ruiz, Ana <ana_ruiz@hms.harvard.edu>\nSubject: my visit\n\nI come in May.\n",
		"Outlook, German": "Von: Jane Doe <jane@example.org>\nGesendet: Montag, 26. April 2027 07:00\nAn: Ruiz, Ana <ana_ruiz@hms.harvard.edu>\nBetreff: my visit\n\nI come in May.\n",
	}
	for name, tail := range cases {
		t.Run(name, func(t *testing.T) {
			text := "Please set up the person below.\n\n" + tail
			s := segmenter{text: text, lines: splitLines(text), own: func(string) bool { return false }, forwarding: true}
			s.segment(person{name: "Ana Ruiz", email: "ana_ruiz@hms.harvard.edu"}, "Fwd: my visit")
			var got []string
			for _, l := range s.lines {
				if l.kind == Own && l.fwd && !l.blank() {
					got = append(got, l.text)
				}
			}
			if strings.Join(got, "|") != "I come in May." {
				t.Errorf("forwarded words are %q", got)
			}
			author := ""
			for _, g := range s.regions {
				if g.fwd {
					author = g.writer.email
				}
			}
			if author != "jane@example.org" {
				t.Errorf("the forwarded author is %q", author)
			}
		})
	}
}

// TestWrappedQuotes: what a program wrapped without marking it still belongs to the
// quote; what the sender typed between two quoted lines does not.
func TestWrappedQuotes(t *testing.T) {
	const full = "> The account of your guest Jane Doe at Harvard Medical School ends with the"
	cases := map[string]struct{ text, own string }{
		"the rest of a quoted line": {full + "\nsemester\n> unless you extend it.\n\nPlease do.\n", "Please do."},
		"an answer under a question": {"> Until when do you want us to extend the account of your guest, please?\nuntil June 30\n> Regards\n",
			"until June 30"},
		"an answer that begins anew":    {full + "\nNo, it goes on to June 30.\n> unless you extend it.\n", "No, it goes on to June 30."},
		"an answer under a short quote": {"> the last day\nuntil June 30\n> the role\n", "until June 30"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := ownWords(c.text); got != c.own {
				t.Errorf("own words are %q, want %q", got, c.own)
			}
		})
	}
}
