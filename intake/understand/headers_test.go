package understand

import (
	"strings"
	"testing"
)

// TestRepeatedHeadersByLanguage: Outlook's header, and what webmail makes of it.
func TestRepeatedHeadersByLanguage(t *testing.T) {
	const own = "Yes please, extend it to June 30."
	cases := map[string][4]string{
		"Danish":     {"Fra", "Sendt", "Til", "Emne"},
		"Finnish":    {"Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"},
		"Czech":      {"Od", "Odesláno", "Komu", "Předmět"},
		"Hungarian":  {"Feladó", "Elküldve", "Címzett", "Tárgy"},
		"Romanian":   {"De la", "Trimis", "Către", "Subiect"},
		"Turkish":    {"Kimden", "Gönderildi", "Kime", "Konu"},
		"Greek":      {"Από", "Στάλθηκε", "Προς", "Θέμα"},
		"Ukrainian":  {"Від", "Надіслано", "Кому", "Тема"},
		"Arabic":     {"من", "تم الإرسال", "إلى", "الموضوع"},
		"Hebrew":     {"מאת", "נשלח", "אל", "נושא"},
		"Korean":     {"보낸 사람", "보낸 날짜", "받는 사람", "제목"},
		"Vietnamese": {"Từ", "Đã gửi", "Đến", "Chủ đề"},
		"Orange":     {"De", "Message du", "A", "Sujet"},
	}
	for name, labels := range cases {
		header := labels[0] + ": HMS Guest Accounts <guest-requests@hms.harvard.edu>\n" + labels[1] + ": 26.4.2027 7:00\n" + labels[2] + ": Ana Ruiz\n" + labels[3] + ": expiring\n"
		for layout, h := range map[string]string{"lines": header, "paragraphs": strings.ReplaceAll(header, "\n", "\n\n"), "bold": "**" + strings.ReplaceAll(strings.TrimSuffix(strings.ReplaceAll(header, ": ", ":** "), "\n"), "\n", "\n**") + "\n"} {
			t.Run(name+", "+layout, func(t *testing.T) {
				if got := ownWords(own + "\n\n" + h + "\nThe account expires.\n"); got != own {
					t.Errorf("own words are %q", got)
				}
			})
		}
	}
}

// TestShortHeaders: some programs repeat two fields only. A form's two are kept.
func TestShortHeaders(t *testing.T) {
	const own = "Yes please, extend it to June 30."
	for _, header := range []string{
		"From: guest-requests@hms.harvard.edu\nDate: Mon, 26 Apr 2027 07:00:00 -0400",
		"Date: Mon, 26 Apr 2027 07:00:00 -0400\nTo: ana_ruiz@hms.harvard.edu",
	} {
		if got := ownWords(own + "\n\n" + header + "\n\nThe account expires.\n"); got != own {
			t.Errorf("own words are %q", got)
		}
	}
	const form = "Email: jane@example.org|From: May 3, 2027|To: June 30, 2027|Sent: by me"
	if got := ownWords(strings.ReplaceAll(form, "|", "\n") + "\n"); got != form {
		t.Errorf("own words are %q", got)
	}
}
