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
		if !mayBe(o, words) {
			continue
		}
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

// mayBe: one of the words stands in the person's name or address, as any word of their
// names does. It is a cheap look before the names are taken apart.
func mayBe(o person, words []string) bool {
	for _, w := range words {
		w = strings.Trim(w, ".")
		if !asciiLetters(w) || standsIn(o.name, w) || standsIn(o.email, w) {
			return true
		}
	}
	return false
}

// asciiLetters: nothing but letters of ASCII, which are the same folded by any rule.
func asciiLetters(w string) bool {
	for i := range len(w) {
		if c := w[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

// standsIn: w, of ASCII letters, stands in s in any case.
func standsIn(s, w string) bool {
	for i := 0; i+len(w) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(w)], w) {
			return true
		}
	}
	return false
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

// sameName: the shorter name's words are all in the longer one (an initial stands for its word).
func sameName(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return false
	}
	for _, w := range a {
		lw := strings.Trim(fold(w), ".")
		ok := false
		for _, v := range b {
			lv := strings.Trim(fold(v), ".,")
			// a short form: "Wen" of Wen-Ling, "Chris" of Christopher
			short, long := lw, lv
			if len(short) > len(long) {
				short, long = long, short
			}
			if len(a) == 1 && len(short) >= 3 && strings.HasPrefix(long, short) {
				ok = true
				break
			}
			if lw == lv || len(lw) == 1 && strings.HasPrefix(lv, lw) || len(lv) == 1 && strings.HasPrefix(lw, lv) {
				ok = true
				break
			}
		}
		if !ok {
			return false
		}
	}
	return true
}
