package understand

import (
	"strings"
	"testing"
)

// TestMarkersOfOlderMessages: what stands under such a line is older, whether or not
// the header of the older message follows.
func TestMarkersOfOlderMessages(t *testing.T) {
	const own = "Yes please, extend it to June 30."
	for _, marker := range []string{
		"-----Oprindelig meddelelse-----", "-------- Oprindelig besked --------", "-------- Opprinnelig melding --------", "-------- Alkuperäinen viesti --------",
		"-------- Původní zpráva --------", "-------- Eredeti üzenet --------", "-------- Исходное сообщение --------", "-------- Orijinal Mesaj --------",
		"-----Antwort Nachricht-----", "*-------- Original Message --------*", "-------- 원본 메시지 --------",
		"-------- Ursprüngliche Nachricht --------Von: HMS Guest Accounts Datum: 26.04.27 07:00 An: Ana Ruiz Betreff: expiring",
		"-- REPLY ABOVE THIS LINE --", "##- Please type your reply above this line -##", "> --- Reply above this line ---",
	} {
		t.Run(marker, func(t *testing.T) {
			if got := ownWords(own + "\n\n" + marker + "\n\nThe account expires.\n"); got != own {
				t.Errorf("own words are %q", got)
			}
		})
	}
	if got := strings.Count(ownWords("The original message said:\nreply above this line, and so I do.\n"), "|"); got != 1 {
		t.Error("words about a message were taken for a marker")
	}
}
