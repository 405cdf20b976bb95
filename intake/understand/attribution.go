package understand

import (
	"strings"
	"unicode"
)

// attributionOpeners are the words with which mail programs begin the line above a
// quote, by language: "On Mon … wrote:", "Am … schrieb …:", "Le … a écrit :".
var attributionOpeners = []string{"On ", "At ", "Am ", "Le ", "El ", "Il ", "Op ", "Em ", "Den ", "Dne ", "Dňa ", "W dniu ", "Dnia ", "Quoting ", "In article ", "In message ", "A ", "Vào ", "Pada ", "Tarihinde ", "Ha ", "În ", "Pe ", "La ", "Dana ", "Στις ", "На ", "في ", "בתאריך "}

// wroteWords say "wrote" in the languages whose programs put it last, or nearly so.
var wroteWords = []string{"wrote", "writes", "schrieb", "écrit", "ecrit", "escribió", "escribio", "escreveu", "scritto", "schreef", "geschreven", "skrev", "kirjoitti",
	"napisał", "napisal", "napisan", "napsal", "napísal", "yazdı", "пишет", "пише", "написал", "написав", "написа", "írta", "έγραψε", "a scris", "va escriure", "đã viết", "menulis", "kirjutas", "rašė",
	"写道", "寫道", "書きました", "のメール", "작성", "كتب", "כתב"}

// Programs wrap the line at 72 or 76 columns, and an address may be long.
const maxAttributionLines, maxAttributionLength = 5, 400

// opening is how a line begins that may stand above a quote.
type opening int

const (
	notOpened     opening = iota
	openedByDate          // a day and a time: "pe 26. huhtikuuta 2027 klo 7.00"
	openedByName          // the writer and the verb: "Jane Doe <jane@x.org> schrieb am Mo., 26."
	openedByMarks         // a word, digit or bracket that programs begin with
)

func openingOf(first string) opening {
	for _, o := range attributionOpeners {
		if strings.HasPrefix(first, o) {
			return openedByMarks
		}
	}
	if c := first[0]; c >= '0' && c <= '9' || c == '<' || c == '"' {
		return openedByMarks
	}
	if hasYear(first) && hasClock(first) && !strings.ContainsAny(first[len(first)-1:], ".!?") {
		return openedByDate
	}
	if strings.Contains(first, "<") && strings.Contains(first, "@") && hasWrote(first) {
		return openedByName
	}
	return notOpened
}

// attributionAt tells how many lines, from line i on, are the line above a quote
// ("On 4/9/27 07:00, HMS Guest Accounts wrote:"); 0 where there is none.
func attributionAt(lines []line, i int) int {
	joined := strings.TrimSpace(lines[i].text)
	if joined == "" {
		return 0
	}
	how := openingOf(joined)
	for n := 1; len(joined) <= maxAttributionLength; n++ {
		if strings.HasSuffix(joined, ":") || strings.HasSuffix(joined, "：") {
			if endsInColon(joined, how, n, quoteFollows(lines, i+n)) {
				return n
			}
			return 0
		}
		if endsWithoutColon(joined, how, lines, i+n) {
			return n
		}
		if how == notOpened || n == maxAttributionLines || i+n >= len(lines) {
			return 0
		}
		next := &lines[i+n]
		text := strings.TrimSpace(next.text)
		switch {
		case text == "" && i+n+1 < len(lines) && strings.TrimSpace(lines[i+n+1].text) == "<":
			// Polymail sets the address apart, its bracket alone on a line.
			continue
		case text == "":
			return 0
		case next.depth == lines[i].depth+1 && bracketOpen(joined) && strings.HasSuffix(text, ":"):
			// The wrapping put the bracket that closes the address first in the line,
			// where it looks like a quote mark.
			joined += "> " + text
			continue
		case next.depth != lines[i].depth:
			return 0
		case opensDated(text):
			// the attribution begins here, and the line above it is somebody's words
			return 0
		}
		joined += " " + text
	}
	return 0
}

// endsInColon judges an attribution that ends in a colon, as most do: after the verb,
// or (Gmail, in the languages where it has none) after the writer's address.
func endsInColon(s string, how opening, n int, quoted bool) bool {
	wrote := hasWrote(s)
	if !wrote && !isDatedMailbox(s) {
		return false
	}
	address := strings.Contains(s, "@")
	marked := address || strings.ContainsFunc(s, unicode.IsDigit)
	switch {
	case how == openedByMarks && marked:
		return true
	case how == openedByDate && n <= 3 && address && (endsInWrote(s) || isDatedMailbox(s)):
		return true
	case how == openedByName && n <= 2 && hasYear(s) && hasClock(s):
		return true
	}
	// "Jane Doe wrote:" counts where a quote follows.
	return n == 1 && (marked || quoted) && len(s) < 160
}

// endsWithoutColon judges the attributions of the programs that write none.
func endsWithoutColon(s string, how opening, lines []line, next int) bool {
	if inner := strings.Trim(s, "- "); strings.HasPrefix(s, "--") && strings.HasSuffix(s, "--") {
		return hasWrote(inner) // Zoho: "---- On Mon, … Jane Doe wrote ----"
	}
	if how != openedByMarks {
		return false
	}
	if endsInWrote(s) {
		return quoteFollows(lines, next) || strings.Contains(s, "@") && hasYear(s) && hasClock(s)
	}
	// Gmail of old: "2027/4/26 Jane Doe <jane@x.org>", or with the time and its zone.
	date, rest, _ := strings.Cut(s, " ")
	if !isNumericDate(date) {
		return false
	}
	clock, rest, _ := strings.Cut(rest, " ")
	if hasClock(clock) && strings.HasPrefix(rest, "GMT") && !bracketOpen(s) {
		return next >= len(lines) || lines[next].blank() || quoteFollows(lines, next)
	}
	return strings.HasSuffix(s, ">") && strings.Contains(s, "@") && (quoteFollows(lines, next) || barFollows(lines, next))
}

func hasWrote(s string) bool {
	low := strings.ToLower(s)
	for _, w := range wroteWords {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// endsInWrote: the verb is the last word, but for the ending that some languages leave
// open because they do not know the writer's sex ("napisał(a):").
func endsInWrote(s string) bool {
	low := strings.TrimRight(strings.ToLower(s), " :：")
	if i := strings.LastIndexByte(low, '('); i > 0 && len(low)-i <= 4 {
		low = low[:i]
	}
	for _, w := range wroteWords {
		if strings.HasSuffix(low, w) {
			return true
		}
	}
	return false
}

// isDatedMailbox: a day, a time, and last an address in brackets.
func isDatedMailbox(s string) bool {
	s = strings.TrimRight(s, " :：")
	return strings.HasSuffix(s, ">") && strings.Contains(s, "@") && hasYear(s) && hasClock(s)
}

// opensDated: an opener that a day follows.
func opensDated(s string) bool {
	for _, o := range attributionOpeners {
		if strings.HasPrefix(s, o) {
			i := strings.IndexAny(s, "0123456789")
			return i > 0 && i < maxWeekday
		}
	}
	return false
}

// maxWeekday is how far into an attribution its first digit may stand: behind an
// opener, a weekday and the name of a month.
const maxWeekday = 30

// isGroupWise: ">>> Jane Doe <jane@x.org> 4/26/2027 7:00 AM >>>" stands above a quote
// that has no marks.
func isGroupWise(l *line) bool {
	return l.depth >= 3 && strings.HasSuffix(l.text, ">>>") && hasClock(l.text)
}

// bracketOpen: an address was begun and its line ended.
func bracketOpen(s string) bool { return strings.Count(s, "<") > strings.Count(s, ">") }

func quoteFollows(lines []line, i int) bool {
	for ; i < len(lines); i++ {
		if !lines[i].blank() {
			return lines[i].depth > 0
		}
	}
	return false
}

// barFollows: the quote is marked with bars, as a few old programs did.
func barFollows(lines []line, i int) bool {
	for ; i < len(lines); i++ {
		if !lines[i].blank() {
			return strings.HasPrefix(lines[i].text, "|")
		}
	}
	return false
}

// writerOf takes the name out of "On 4 March 2027 at 10:11, Jane Doe <…> wrote:":
// what stands between the last comma or digit and the address or the verb.
func writerOf(attribution string) string {
	name := attribution
	if i := strings.IndexByte(name, '<'); i > 0 {
		name = name[:i]
	}
	for _, w := range wroteWords {
		if i := strings.Index(name, " "+w); i > 0 {
			name = name[:i]
		}
	}
	if i := strings.LastIndexAny(name, ",0123456789"); i >= 0 {
		name = name[i+1:]
	}
	name = strings.TrimSpace(name)
	for _, p := range []string{"AM ", "PM ", "a.m. ", "p.m. ", "Uhr ", "from "} {
		name = strings.TrimPrefix(name, p)
	}
	return strings.TrimSpace(name)
}
