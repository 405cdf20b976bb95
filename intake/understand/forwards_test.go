package understand

import (
	"strings"
	"testing"
)

// forwarded reads a forward of a guest's mail: the sender's own words, the guest's, and
// the author that was found.
func forwarded(subject, text string) (own, theirs, author string) {
	s := segmenter{text: text, lines: splitLines(text), own: func(e string) bool { return e == "guest-requests@hms.harvard.edu" }, forwarding: hasForwardPrefix(subject)}
	s.segment(person{name: "Ana Ruiz", email: "ana_ruiz@hms.harvard.edu"}, subject)
	var mine, guests []string
	for _, l := range s.lines {
		switch {
		case l.kind != Own || l.blank():
		case l.fwd:
			guests = append(guests, l.text)
		default:
			mine = append(mine, l.text)
		}
	}
	for _, g := range s.regions {
		if g.fwd {
			author = g.writer.email
		}
	}
	return strings.Join(mine, "|"), strings.Join(guests, "|"), author
}

// TestForwardsByLanguage: the line with which Apple's Mail, Thunderbird, Gmail and
// others announce a forward, and the header under it.
func TestForwardsByLanguage(t *testing.T) {
	cases := map[string][5]string{
		"Apple, Croatian":       {"Započni proslijeđenu poruku:", "Šalje", "Predmet", "Datum", "Prima"},
		"Apple, Czech":          {"Začátek přeposílané zprávy:", "Od", "Předmět", "Datum", "Komu"},
		"Apple, Finnish":        {"Välitetty viesti alkaa:", "Lähettäjä", "Aihe", "Päivämäärä", "Vastaanottaja"},
		"Apple, Hungarian":      {"Továbbított levél kezdete:", "Feladó", "Tárgy", "Dátum", "Címzett"},
		"Apple, Polish":         {"Początek przekazywanej wiadomości:", "Od", "Temat", "Data", "Do"},
		"Apple, Romanian":       {"Începe mesajul redirecționat:", "Expeditorul", "Subiectul", "Dată", "Destinatarul"},
		"Apple, Russian":        {"Начало переадресованного сообщения:", "Отправитель", "Тема", "Дата", "Кому"},
		"Apple, Slovak":         {"Začiatok preposlanej správy:", "Od", "Predmet", "Dátum", "Pre"},
		"Apple, Swedish":        {"Vidarebefordrat mejl:", "Från", "Ämne", "Datum", "Till"},
		"Apple, Turkish":        {"İleti başlangıcı:", "Kimden", "Konu", "Tarih", "Kime"},
		"Apple, Ukrainian":      {"Початок листа, що пересилається:", "Від кого", "Тема", "Дата", "Кому"},
		"Gmail, Estonian":       {"---------- Forwarded message ---------", "Saatja", "Subject", "Date", "To"},
		"Gmail, Turkish":        {"---------- Forwarded message ---------", "Gönderen", "Subject", "Date", "To"},
		"HubSpot, Japanese":     {"---------- メッセージを転送 ---------", "送信元", "件名", "日付", "送信先"},
		"HubSpot, Polish":       {"---------- Wiadomość przesłana dalej ---------", "Od", "Temat", "Data", "Do"},
		"Thunderbird, Finnish":  {"-------- Edelleenlähetetty viesti --------", "Lähettäjä", "Aihe", "Päivämäärä", "Vastaanottaja"},
		"Thunderbird, Polish":   {"--- Treść przekazanej wiadomości ---", "Nadawca", "Temat", "Data", "Adresat"},
		"Thunderbird, Russian":  {"-------- Перенаправленное сообщение --------", "От", "Тема", "Дата", "Кому"},
		"Thunderbird, Croatian": {"-------- Proslijeđena poruka --------", "Šalje", "Naslov", "Datum", "Prima"},
	}
	for client, c := range cases {
		for _, colon := range []string{": ", ":\t", "："} {
			header := c[1] + colon + "Jane Doe <jane@example.org>\n" + c[2] + colon + "my visit\n" + c[3] + colon + "26.4.2027 7:00:00 GMT+2\n" + c[4] + colon + "Ana Ruiz <ana_ruiz@hms.harvard.edu>\n"
			text := c[0] + "\n\n" + header + "\nI come in May.\n"
			if strings.HasPrefix(client, "Apple") {
				text = "> " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n> ") + "\n"
			}
			t.Run(client+colon, func(t *testing.T) {
				own, theirs, author := forwarded("my visit", "Please set her up.\n\n"+text)
				if own != "Please set her up." || theirs != "I come in May." || author != "jane@example.org" {
					t.Errorf("own %q, forwarded %q by %q", own, theirs, author)
				}
			})
		}
	}
}

// TestForwardsOfOtherLayouts: the author behind the marker, in an attribution, or in a
// header with the copy's field.
func TestForwardsOfOtherLayouts(t *testing.T) {
	cases := map[string]string{
		"Yahoo":                  "   ----- Forwarded Message ----- From: Jane Doe <jane@example.org>To: \"ana_ruiz@hms.harvard.edu\" <ana_ruiz@hms.harvard.edu>Sent: Monday, April 26, 2027, 07:00:10 AM EDTSubject: my visit\n I come in May.\n",
		"Yahoo, French":          "   ----- Message transmis ----- De : Jane Doe <jane@example.org>À : Ana Ruiz <ana_ruiz@hms.harvard.edu>Envoyé : lundi 26 avril 2027Objet : my visit\n I come in May.\n",
		"Outlook for Mac of old": "On 26/04/2027 07:00, \"Jane Doe\" <jane@example.org> wrote:\n\n    I come in May.\n",
		"a copy in parentheses":  "Von: Jane Doe <jane@example.org>\nDatum: 26.04.2027 07:00\nAn: Ana Ruiz\nKopie (CC): Jim Roe <jim@example.org>\nBetreff: my visit\n\nI come in May.\n",
	}
	for layout, text := range cases {
		t.Run(layout, func(t *testing.T) {
			own, theirs, author := forwarded("Fwd: my visit", "Please set her up.\n\n"+text)
			if own != "Please set her up." || strings.TrimSpace(theirs) != "I come in May." || author != "jane@example.org" {
				t.Errorf("own %q, forwarded %q by %q", own, theirs, author)
			}
		})
	}
	// Words that send the reader to the message below it make a reply's quote a forward.
	own, theirs, author := forwarded("my visit", "Please set up the person below.\n\n-----Original Message-----\nFrom: Jane Doe <jane@example.org>\nSent: Monday, April 26, 2027 7:00 AM\nTo: Ruiz, Ana\nSubject: my visit\n\nI come in May.\n")
	if own != "Please set up the person below." || theirs != "I come in May." || author != "jane@example.org" {
		t.Errorf("own %q, forwarded %q by %q", own, theirs, author)
	}
	// Our own mail is never a guest's, however it is sent on.
	if _, theirs, _ := forwarded("Fwd: expiring", "Yes.\n\nOn 26/04/2027 07:00, HMS Guest Accounts <guest-requests@hms.harvard.edu> wrote:\n\nIt expires.\n"); theirs != "" {
		t.Errorf("our own words were taken for a forwarded author's: %q", theirs)
	}
}

func TestForwardSubjects(t *testing.T) {
	for _, prefix := range []string{"FW", "Fwd", "WG", "TR", "RV", "VL", "VB", "VS", "I", "ENC", "PD", "Videresend", "İLT", "转发"} {
		if subject := prefix + ": my visit"; !hasForwardPrefix(subject) || bareSubject(subject) != "my visit" {
			t.Errorf("%q is no forward, or bare %q", subject, bareSubject(subject))
		}
	}
}
