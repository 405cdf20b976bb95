package understand

import "strings"

// hasForwardPrefix: FW:, Fwd: and what other languages' clients write.
func hasForwardPrefix(subject string) bool {
	low := lower(strings.TrimSpace(subject))
	for _, p := range []string{"fw:", "fwd:", "wg:", "tr:", "rv:", "enc:", "i:", "doorst:", "vb:", "vs:", "vl:", "videresend:", "videresendt:", "pd:", "ilt:", "fs:", "továbbítás:", "пересл:", "转发:", "轉寄:", "転送:", "[fwd:"} {
		if strings.HasPrefix(low, p) {
			return true
		}
	}
	return false
}

// hasReplyPrefix: Re:, AW: and the like. Such a subject was inherited.
func hasReplyPrefix(subject string) bool {
	low := lower(strings.TrimSpace(subject))
	for _, p := range []string{"re:", "re :", "re[", "aw:", "sv:", "antw:", "antwort:", "rép:", "rif:", "res:", "odp:", "vá:", "ynt:", "回复:", "回复：", "答复:", "答复：", "回覆:", "ref:"} {
		if strings.HasPrefix(low, p) {
			return true
		}
	}
	return false
}

// bareSubject is the subject without its prefixes.
func bareSubject(subject string) string {
	for range 6 {
		if !hasReplyPrefix(subject) && !hasForwardPrefix(subject) {
			break
		}
		i := indexMark(subject, ":：")
		if i < 0 {
			break
		}
		subject = strings.TrimSpace(strings.TrimLeft(subject[i:], ":："))
	}
	return subject
}
