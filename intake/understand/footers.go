package understand

import (
	"strings"
	"unicode/utf8"
)

// mobileFooters are the first words of what phones and apps add, by language.
var mobileFooters = []string{"sent from my ", "sent from outlook", "sent from mail for", "sent from yahoo", "sent from proton", "sent via ", "sent with ", "get outlook for", "get [outlook for", "download outlook",
	"gesendet von ", "gesendet mit ", "gesendet über ", "holen sie sich outlook", "envoyé de mon", "envoyé depuis", "envoyé à partir d", "obtenir outlook", "télécharger outlook", "enviado desde", "obtener outlook", "obtén outlook", "enviado do ", "enviado a partir d", "obter o outlook",
	"inviato da", "inviato dal ", "scarica outlook", "ottieni outlook", "verstuurd vanaf", "verstuurd vanuit", "verzonden vanaf", "verzonden vanuit", "verzonden met ", "outlook voor ", "sendt fra ", "skickat från", "hämta outlook", "lähetetty ",
	"wysłane z ", "wysłano z ", "odesláno z", "odoslané z", "poslano z ", "poslano s ", "elküldve ", "trimis de pe", "отправлено с ", "отправлено из ", "надіслано з ", "відправлено з ", "изпратено от ", "στάλθηκε από", "dikirim dari", "được gửi từ", "đã gửi từ",
	"أُرسلت من", "أرسلت من", "تم الإرسال من", "נשלח מ", "发自我的", "发送自", "來自我的"}

// mobileFooterEnds are the first and last words of it in the languages in which the
// participle comes last.
var mobileFooterEnds = [][2]string{{"von meinem ", " gesendet"}, {"von meiner ", " gesendet"}, {"diese nachricht wurde ", " gesendet"}, {"", "-omról küldve"}, {"", "-emről küldve"}, {"", "dan gönderildi"}, {"", "den gönderildi"},
	{"從我的", "傳送"}, {"", "から送信"}, {"", "에서 보냄"}}

// looseFooters begin sentences as well ("Sent from Boston, the form…"): they count
// where the line is a paragraph of its own and no sentence.
var looseFooters = []string{"sent from ", "sent using "}

// A footer is short: the program's or phone's name, sometimes a link, sometimes an
// excuse for typing errors.
const maxFooter, maxLooseFooter = 90, 60

// isMobileFooter: phones add "Sent from my iPhone" on a line of its own.
func isMobileFooter(lines []line, i int) bool {
	low := strings.ToLower(strings.Trim(lines[i].text, " .!_-*<>[]()"))
	if low == "" || len(low) > 4*maxFooter || utf8.RuneCountInString(low) > maxFooter {
		return false
	}
	for _, m := range mobileFooters {
		if strings.HasPrefix(low, m) {
			return true
		}
	}
	for _, m := range mobileFooterEnds {
		if strings.HasPrefix(low, m[0]) && strings.HasSuffix(low, m[1]) {
			return true
		}
	}
	if len(low) > maxLooseFooter || strings.Contains(low, ", ") || i > 0 && lines[i-1].kind == Own && !lines[i-1].blank() || i+1 < len(lines) && lines[i+1].kind == Own && !lines[i+1].blank() {
		return false
	}
	for _, m := range looseFooters {
		if strings.HasPrefix(low, m) {
			return true
		}
	}
	return false
}

// markFooters labels the mobile footers of what one writer wrote.
func markFooters(lines []line) {
	for i := range lines {
		if lines[i].kind == Own && isMobileFooter(lines, i) {
			lines[i].kind = Signature
		}
	}
}
