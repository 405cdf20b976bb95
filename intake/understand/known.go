package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// knownPerson tells whose name the words are, of the people the mail's headers or a
// form name. One word alone must be one of that person's names; of two or more all must.
func knownPerson(words []string, others []person) string {
	for _, o := range others {
		names := nameTokens(o)
		if len(names) == 0 {
			continue
		}
		hit, full := 0, 0
		for _, w := range words {
			low := strings.Trim(fold(w), ".")
			if particles[low] {
				continue
			}
			full++
			for _, n := range names {
				if n == low {
					hit++
					break
				}
			}
		}
		if full > 0 && (hit == full || hit >= 2 && full-hit <= 1) {
			if o.name != "" {
				return o.name
			}
			return o.email
		}
	}
	return ""
}

func nameTokens(o person) []string {
	var out []string
	for _, w := range strings.FieldsFunc(fold(dropAsides(o.name)), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",.;/", r) }) {
		if utf8.RuneCountInString(w) > 1 && !titles[w] && !credentials[w] && !particles[w] {
			out = append(out, w)
		}
	}
	if len(out) == 0 && o.email != "" {
		local, _, _ := strings.Cut(o.email, "@")
		for _, w := range strings.FieldsFunc(local, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) {
			if len(w) > 2 {
				out = append(out, w)
			}
		}
	}
	return out
}
