package understand

import (
	"strings"
	"unicode/utf8"
)

// closings end a letter; a short line of one, with or without the name, begins the signature.
var closings = []string{"thanks", "thank you", "many thanks", "with thanks", "thx", "best", "best regards", "best wishes", "all the best", "kind regards", "warm regards", "warmest regards", "warmly", "regards", "sincerely", "yours", "cheers", "cordially", "respectfully", "gratefully", "take care", "with best", "with kind", "with many thanks", "with warm", "with gratitude", "yours sincerely", "very best", "br", "ciao", "much appreciated", "appreciated", "in haste",
	"mit freundlichen grüßen", "mit freundlichen grüssen", "mit besten grüßen", "freundliche grüße", "freundliche grüsse", "beste grüße", "herzliche grüße", "schöne grüße", "viele grüße", "liebe grüße", "gruß", "mfg", "vg", "lg",
	"cordialement", "bien cordialement", "bien à vous", "salutations", "sincères salutations", "meilleures salutations", "bonne journée", "merci", "un saludo", "un cordial saludo", "saludos", "atentamente", "gracias", "cordiali saluti", "distinti saluti", "un saluto", "saluti", "grazie",
	"atenciosamente", "cumprimentos", "com os melhores cumprimentos", "obrigado", "obrigada", "met vriendelijke groet", "vriendelijke groet", "hartelijke groet", "groeten", "groetjes", "mvg",
	"vänliga hälsningar", "med vänlig hälsning", "med vänliga hälsningar", "hälsningar", "mvh", "med venlig hilsen", "venlig hilsen", "med vennlig hilsen", "vennlig hilsen", "hilsen", "ystävällisin terveisin", "terveisin",
	"pozdrawiam", "z poważaniem", "s pozdravem", "s pozdravom", "üdvözlettel", "cu stimă", "saygılarımla", "с уважением", "з повагою", "με εκτίμηση", "مع أطيب التحيات", "مع التحية", "בברכה", "谢谢", "此致", "よろしく", "감사합니다"}

// isClosing: a closing phrase that, but for a name, is the whole line.
func isClosing(t string) bool {
	low := fold(t)
	if utf8.RuneCountInString(low) > 60 || strings.HasSuffix(t, "?") || strings.Contains(t, ":") {
		return false
	}
	for _, c := range closings {
		if !strings.HasPrefix(low, c) {
			continue
		}
		rest := strings.TrimSpace(low[len(c):])
		if rest != "" && isAlnum(rest[0]) && len(low) > len(c) && isAlnum(low[len(c)]) {
			continue // "bestow", "yourself"
		}
		words := strings.Fields(rest)
		if len(words) == 0 {
			return true
		}
		if len(words) <= 5 && indexMark(rest, ",!.-–—") >= 0 && indexMark(rest, ",!.-–—") <= 30 && !hasVerb(words) {
			return true
		}
		if len(words) <= 6 && !hasVerb(words) {
			return true
		}
	}
	return false
}

// hasVerb keeps "Thanks, please extend it" out of the signature.
func hasVerb(words []string) bool {
	for _, w := range words {
		switch strings.Trim(w, ",.!?") {
		case "please", "extend", "is", "are", "will", "need", "needs", "can", "could", "has", "have", "it", "he", "she", "i", "we", "account", "set", "create", "add", "until", "that", "was", "end", "close":
			return true
		}
	}
	return false
}
