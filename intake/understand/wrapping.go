package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// partGlued parts lines in which an attribution follows the writer's own words.
func partGlued(lines []line) []line {
	var parted []line // nil until there is one
	for i, l := range lines {
		at := 0
		if l.depth == 0 {
			at = gluedAttribution(l.text)
		}
		if at > 0 {
			if parted == nil {
				parted = append(make([]line, 0, len(lines)+1), lines[:i]...)
			}
			own := l
			own.text = strings.TrimRight(l.text[:at], "- ")
			own.end = own.start + len(own.text)
			parted = append(parted, own)
			l.text = l.text[at:]
			l.start += at
		}
		if parted != nil {
			parted = append(parted, l)
		}
	}
	if parted == nil {
		return lines
	}
	return parted
}

// brokenOff: line i is the end of the quoted line above it, which a program wrapped
// without marking what it wrapped. The line above is full, its sentence goes on here,
// and the quote goes on below. Inline answers are kept: they begin anew.
func brokenOff(lines []line, i, base int) bool {
	if i == 0 || i+1 >= len(lines) || lines[i-1].depth <= base || lines[i-1].blank() || lines[i+1].depth <= base {
		return false
	}
	above, text := lines[i-1].text, strings.TrimSpace(lines[i].text)
	word, _, _ := strings.Cut(text, " ")
	first, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLower(first) && len(above)+len(word) >= minWrapped && !strings.ContainsAny(above[len(above)-1:], ".?!:")
}

// minWrapped is the shortest line that a program would have wrapped: mail is set to 72
// columns or more, less the quote marks.
const minWrapped = 68

// gluedAttribution finds an attribution that ends a line of the writer's own words, as
// happens where a program drops the line breaks of HTML: "Yes. On Mon, Apr 26, 2027 at
// 7:00 AM, HMS Guest Accounts wrote:". It gives where it begins; 0: nowhere.
func gluedAttribution(text string) int {
	text = strings.TrimRight(text, " ")
	if !strings.HasSuffix(text, ":") || !hasYear(text) || !hasClock(text) || !endsInWrote(text) || openingOf(text) == openedByMarks {
		return 0
	}
	for _, o := range attributionOpeners {
		i := strings.LastIndex(text, " "+o)
		if i > 0 && opensDated(text[i+1:]) && hasYear(text[i:]) && hasClock(text[i:]) {
			return i + 1
		}
	}
	return 0
}
