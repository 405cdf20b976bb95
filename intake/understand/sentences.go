package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// deliberateBreak: long unwrapped lines end paragraphs; shorter ones end something
// only where the first word of the next line would have fitted.
func deliberateBreak(a, b *line, width int) bool {
	if a.depth != b.depth {
		return true
	}
	n := utf8.RuneCountInString(a.text)
	if n > 110 {
		return strings.ContainsAny(a.text[len(a.text)-1:], ".!?:;)\"")
	}
	next := strings.TrimSpace(b.text)
	if r, _ := utf8.DecodeRuneInString(next); unicode.IsLower(r) {
		return false
	}
	firstWord, _, _ := strings.Cut(next, " ")
	full := n + 1 + utf8.RuneCountInString(firstWord)
	if strings.ContainsAny(a.text[len(a.text)-1:], ".!?:,;") {
		return 5*full < 4*width
	}
	return 3*full < 2*width
}

// bulletWidth recognises list items: "- x", "* x", "• x", "1. x", "2) x", "(a) x".
func bulletWidth(s string) (bool, int) {
	i := 0
	for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
		i++
	}
	rest := s[i:]
	for _, b := range []string{"- ", "* ", "+ ", "• ", "•\t", "· ", "– ", "— ", "‣ ", "o ", "▪ ", "● ", "◦ ", "-\t", "*\t", "•", "▪", "●", "[x] ", "[X] ", "[ ] ", "[] "} {
		if strings.HasPrefix(rest, b) {
			return true, i + len(b)
		}
	}
	j := 0
	if strings.HasPrefix(rest, "(") || strings.HasPrefix(rest, "#") || len(rest) > 1 && (rest[0] == 'Q' || rest[0] == 'q') && rest[1] >= '0' && rest[1] <= '9' {
		j = 1 // "Q3." numbers a question
	}
	k := j
	for k < len(rest) && rest[k] >= '0' && rest[k] <= '9' {
		k++
	}
	if k == j && k < len(rest) && (rest[k] >= 'a' && rest[k] <= 'h' || rest[k] >= 'A' && rest[k] <= 'H') && k+1 < len(rest) && rest[k+1] == ')' {
		k++
	}
	if k > j && k+2 < len(rest) && rest[k] == '.' && (monthFollows(rest[k+2:]) || monthNumberFollows(rest[k+2:])) {
		return false, 0
	}
	if k > j && k-j <= 2 && k+1 < len(rest) && (rest[k] == '.' || rest[k] == ')' || rest[k] == ':' && j == 1) && (rest[k+1] == ' ' || rest[k+1] == '\t') {
		return true, i + k + 2
	}
	return false, 0
}

// monthFollows: "1. April 2027" is a day, as German writes it, and no list's first item.
func monthFollows(rest string) bool {
	w, after, _ := strings.Cut(rest, " ")
	if _, ok := months[fold(w)]; !ok {
		return false
	}
	after = strings.TrimLeft(after, " ")
	return after == "" || after[0] >= '0' && after[0] <= '9' || strings.HasPrefix(after, "bis") || strings.HasPrefix(after, "-") || strings.HasPrefix(after, "–")
}

// monthNumberFollows: "2. 2027" of "15. 2. 2027".
func monthNumberFollows(rest string) bool {
	month, year, ok := strings.Cut(rest, ". ")
	return ok && len(month) <= 2 && digits(month) && len(year) >= 4 && digits(year[:4])
}

// abbreviations end in a full stop that ends no sentence.
var abbreviations = set("dr prof mr mrs ms mx st no nr inc ltd co corp dept univ jr sr vs approx e.g i.e ca tel fax ext al jan feb mar apr jun jul aug sep sept oct nov dec ave mt fr sra dra hon")

// maxSentence is where a text without full stops is cut: rules look their sentence through, and the
// longest that people write in such mails has a hundred words.
const maxSentence = 250

func markSentences(toks []token) {
	n, begun := 0, 0
	for i := range toks {
		t := &toks[i]
		if i == 0 {
			t.first = true
			t.sentence = n
			continue
		}
		p := &toks[i-1]
		end := p.para != t.para || i-begun >= maxSentence
		if !end && p.kind == punct && p.is(".", "!", "?", "…", "。", "？") {
			end = !t.glued || p.low != "."
			if p.low == "." && i >= 2 && toks[i-2].kind == word && (abbreviations[toks[i-2].low] || p.glued && t.kind == number && toks[i-2].low == "hsr") {
				end = false
			}
			if p.low == "." && t.kind == word && !t.capital && !t.first && i >= 2 && toks[i-2].kind == number {
				end = false // "11. Januar", and a stop before a small letter after a number
			}
			if end && p.low == "." && p.glued && i >= 2 && toks[i-2].kind == number && months[t.low] != 0 && !t.is("may", "march") {
				end = len(toks[i-2].text) > 2 || i >= 3 && months[toks[i-3].low] != 0 // but not at "vom 1. April"
			}
			if t.kind == punct && t.is(")", "\"", "”", "’", "!", "?") {
				end = false
			}
		}
		if end {
			n++
			begun = i
			t.first = true
		}
		t.sentence = n
	}
}
