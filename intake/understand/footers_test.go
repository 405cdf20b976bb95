package understand

import "testing"

// TestMobileFooters: what phones and programs add is nobody's words, in whatever
// language and wherever the quote stands.
func TestMobileFooters(t *testing.T) {
	const own = "Yes please, extend it to June 30."
	for _, footer := range []string{
		"Sent from my iPhone", "(Sent from my mobile)", "Sent from Windows Mail", "Sent from iPhone", "Sent using Zoho Mail", "Sent from [Mail](https://example.com/mail) for Windows", "Get [Outlook for Android](https://example.com/o)",
		"Gesendet mit der Telekom Mail App", "Gesendet mit iPhone", "Von meinem Samsung Galaxy Smartphone gesendet.", "Diese Nachricht wurde von meinem Android-Gerät gesendet.",
		"Envoyé à partir d’Outlook pour Android<https://example.com/o>", "Enviado desde mi iPad", "Enviado do meu Galaxy", "Enviado do Outlook para iOS", "Inviato da iPhone", "Inviato dal mio iPad",
		"Verzonden vanuit Outlook voor iOS", "Verstuurd vanaf mijn telefoon", "Sendt fra min iPad", "Skickat från min iPhone", "Lähetetty iPadista", "Wysłane z iPhone'a", "Odesláno z iPhonu",
		"iPhone-omról küldve", "Trimis de pe iPadul meu", "Отправлено с iPhone", "Надіслано з iPhone", "Στάλθηκε από το iPhone μου", "iPhone'umdan gönderildi", "iPad'imden gönderildi",
		"أُرسلت من الـ iPad", "נשלח מה-iPad שלי", "发自我的iPad", "從我的 iPad 傳送", "iPadから送信", "나의 iPad에서 보냄", "Đã gửi từ iPad của tôi", "Dikirim dari iPad saya",
	} {
		t.Run(footer, func(t *testing.T) {
			for layout, text := range map[string]string{
				"last":          own + "\n\n" + footer + "\n",
				"under a name":  own + "\n\nAna\n\n" + footer + "\n",
				"above a quote": own + "\n\n" + footer + "\n\nOn 4/26/27 07:00, HMS Guest Accounts wrote:\n> It expires.\n",
				"first":         footer + "\n\n" + own + "\n",
			} {
				if got := ownWords(text); got != own {
					t.Errorf("%s: own words are %q", layout, got)
				}
			}
		})
	}
}

// TestNoFooters: sentences that begin as a footer does.
func TestNoFooters(t *testing.T) {
	for _, own := range []string{
		"Sent from Boston, the form is on its way to you.",
		"Sent from the wrong address|Please take this one.",
		"Sent using the old form|and so once more here.",
	} {
		text := ""
		for _, c := range own {
			if c == '|' {
				c = '\n'
			}
			text += string(c)
		}
		if got := ownWords(text + "\n"); got != own {
			t.Errorf("own words are %q, want %q", got, own)
		}
	}
}
