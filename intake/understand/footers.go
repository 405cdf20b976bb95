package understand

import "strings"

// mobileFooters are what phones and apps add.
var mobileFooters = []string{"sent from my ", "sent from outlook", "get outlook for", "sent from mail for", "sent via ", "sent from yahoo", "sent with ", "von meinem iphone", "gesendet von ", "envoyé de mon", "envoyé depuis", "enviado desde", "enviado do meu", "inviato da", "verstuurd vanaf", "skickat från", "download outlook", "sent from proton"}

// isMobileFooter: phones add "Sent from my iPhone" on a line of its own.
func isMobileFooter(text string) bool {
	low := strings.ToLower(strings.Trim(text, " _-*<>[]"))
	for _, m := range mobileFooters {
		if strings.HasPrefix(low, m) && len(low) < 80 {
			return true
		}
	}
	return false
}
