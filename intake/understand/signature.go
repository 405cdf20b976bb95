package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// markSignature labels the signature, the disclaimers and the greeting of what one writer wrote.
func markSignature(r *region) {
	lines := r.lines[r.from:r.to]
	markFooters(lines)
	markBanners(lines)
	var own []int
	for i := range lines {
		if lines[i].kind == Own {
			own = append(own, i)
		}
	}
	if len(own) == 0 {
		return
	}
	markGreeting(lines, own)
	markDisclaimers(lines)
	start := signatureStart(lines, own, r.writer)
	if start >= 0 {
		for i := start; i < len(lines); i++ {
			if lines[i].kind != Own {
				continue
			}
			// A postscript is the writer's words again.
			if n := postscript(lines, i); n > 0 && i > start {
				for k := i; k < i+n; k++ {
					lines[k].kind = "postscript"
				}
				continue
			}
			lines[i].kind = Signature
		}
		for i := range lines {
			if lines[i].kind == "postscript" {
				lines[i].kind = Own
			}
		}
	}
}

func signatureStart(lines []line, own []int, writer person) int {
	last := own[len(own)-1]
	// "-- " alone on a line is the delimiter by convention (RFC 3676 section 4.3).
	for _, i := range own {
		t := strings.TrimRight(lines[i].text, " ")
		if (t == "--" || t == "—" || t == "–" || isRule(t)) && i != own[0] && last-i <= 25 {
			if !isRule(t) || signatureLike(lines, i+1, last, writer) {
				return closingBefore(lines, i, own[0], writer)
			}
		}
	}
	for n, i := range own {
		t := strings.TrimSpace(lines[i].text)
		if n > 0 || len(own) == 1 {
			if isClosing(t) && signatureLike(lines, i+1, last, writer) && n > 0 {
				return i
			}
		}
		if n == 0 {
			continue
		}
		// The writer's own name alone on a line, and nothing but address lines after it.
		if isNameLine(t, writer) && !isSentence(t) && !sentenceEndsIn(t) && !asked(lines, i) && signatureLike(lines, i+1, last, writer) {
			return i
		}
	}
	// An office's mail is signed by a person whom the address does not name.
	if officeName(writer.name) {
		for n, i := range own {
			if t := strings.TrimSpace(lines[i].text); n > 0 && i > 0 && lines[i-1].blank() && loneName(t) && signatureLike(lines, i+1, last, writer) {
				return i
			}
		}
	}
	// A short line of one to three capitalised words closes the letter, whoever signs.
	if t := strings.TrimSpace(lines[last].text); len(own) > 1 && loneName(t) && last > 0 && (lines[last-1].blank() || own[len(own)-2] == last-1 && len(lines[last-1].text) > 0 && strings.ContainsAny(lines[last-1].text[len(lines[last-1].text)-1:], ".!?,")) {
		return last
	}
	return -1
}

// asked: line i answers: the line right above is a question, a label or a form's heading,
// or it begins with a label itself.
func asked(lines []line, i int) bool {
	if _, jotted := bareLabel(lines, i); jotted {
		return true
	}
	if i == 0 || lines[i-1].kind != Own {
		return false
	}
	above := strings.TrimSpace(strings.TrimRight(lines[i-1].text, " *_"))
	if _, ok := heading(above); ok {
		return true
	}
	if q, ok := splitLabel(above); ok && q.question {
		return true
	}
	return strings.HasSuffix(above, "?") || strings.HasSuffix(above, ":")
}

// closingBefore goes back from the delimiter over the name and the closing phrase that
// the writer typed above the signature their program added, also where the program put
// it under the quote.
func closingBefore(lines []line, i, first int, writer person) int {
	start := i
	for k := i - 1; k > first; k-- {
		if lines[k].blank() || lines[k].kind == Quoted || lines[k].kind == Attribution {
			continue
		}
		t := strings.TrimSpace(lines[k].text)
		if lines[k].kind != Own {
			break
		}
		if !isClosing(t) && !isNameLine(t, writer) && !(loneName(t) && closingAbove(lines, k)) && !dashSigned(lines, k) {
			break
		}
		start = k
	}
	return start
}

// closingAbove: the line that is written above line i is a closing phrase, under which
// whoever signs puts their name.
func closingAbove(lines []line, i int) bool {
	for i--; i >= 0 && lines[i].blank(); i-- {
	}
	return i >= 0 && lines[i].kind == Own && isClosing(strings.TrimSpace(lines[i].text))
}

// dashSigned: "-Katie" is a paragraph of its own. A list's dash has a space behind it.
func dashSigned(lines []line, i int) bool {
	t := strings.TrimSpace(lines[i].text)
	rest := strings.TrimLeft(t, "-–—")
	return rest != t && !strings.HasPrefix(rest, " ") && loneName(rest) && i > 0 && lines[i-1].blank()
}

// officeName: the display name is an office's or a team's.
func officeName(name string) bool {
	for w := range strings.FieldsSeq(fold(name)) {
		switch w {
		case "affairs", "office", "team", "desk", "department", "administration", "services", "service", "hr", "staff", "group", "support", "help", "admin", "program", "center", "lab":
			return true
		}
	}
	return false
}

func isRule(t string) bool {
	return len(t) >= 5 && (strings.Trim(t, "_") == "" || strings.Trim(t, "-") == "" || strings.Trim(t, "=") == "" || strings.Trim(t, "*") == "" || strings.Trim(t, "~") == "")
}

// isNameLine: the line holds the writer's name (or a short form of it) and nothing
// else but credentials or a title after a comma, dash or bar.
func isNameLine(t string, writer person) bool {
	t = strings.TrimLeft(t, "-–—~*/ ")
	head := t
	if i := indexMark(head, ",|•·("); i > 0 {
		head = head[:i]
	}
	words := strings.Fields(head)
	if len(words) == 0 || len(words) > 5 || strings.ContainsAny(head, ":@0123456789?") {
		return false
	}
	hit, lower := false, head == strings.ToLower(head)
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		small := !unicode.IsUpper(r) && !particles[fold(w)] && !unicode.Is(unicode.Han, r)
		if small && !lower || !small && lower && !particles[fold(w)] {
			return false // small letters among capitals are a sentence: "this is Jane Doe"
		}
		if isPartOfName(strings.Trim(fold(w), ".,"), writer) {
			hit = true
		}
	}
	return hit
}

// isPartOfName: a word of the display name or of the address, a short form of one
// (Connie for Constance: three letters in common), or the initial.
func isPartOfName(w string, writer person) bool {
	if w == "" {
		return false
	}
	local, _, _ := strings.Cut(writer.email, "@")
	names := strings.FieldsFunc(fold(writer.name)+" "+local, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
	for _, n := range names {
		if n == w || len(w) == 1 && strings.HasPrefix(n, w) {
			return true
		}
		if len(w) >= 3 && len(n) >= 3 && commonPrefix(n, w) >= 3 && (len(w) <= 8) {
			return true
		}
		if len(w) >= 4 && strings.Contains(n, w) {
			return true
		}
	}
	return false
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// loneName: one to three capitalised words without a verb or a full stop.
func loneName(t string) bool {
	t = strings.TrimLeft(t, "-–—~ ")
	words := strings.Fields(t)
	if len(words) == 0 || len(words) > 3 || strings.ContainsAny(t, ":@0123456789?!") || strings.HasSuffix(t, ".") && len(words) > 1 {
		return false
	}
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(r) {
			return false
		}
	}
	return !isClosing(t) && !notNames[fold(words[0])]
}

// signatureLike: all lines from i to last are such as stand in signatures: short
// ones without a labelled guest field and without a sentence of any length.
func signatureLike(lines []line, i, last int, writer person) bool {
	n := 0
	for ; i <= last; i++ {
		l := &lines[i]
		if l.kind != Own {
			continue
		}
		if k := postscript(lines, i); k > 0 {
			i += k - 1
			continue
		}
		t := strings.TrimSpace(l.text)
		if n++; n > 16 {
			return false
		}
		if isSentence(t) || guestLabelLine(t) {
			return false
		}
	}
	return true
}

// isSentence: eight words or more, mostly in small letters, or five with a final stop.
func isSentence(t string) bool {
	words := strings.Fields(t)
	small := 0
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsLower(r) {
			small++
		}
	}
	if indexMark(t, "|•·") >= 0 {
		return false
	}
	if len(words) >= 8 && 3*small >= 2*len(words) {
		return true
	}
	return len(words) >= 5 && 2*small >= len(words) && (strings.HasSuffix(t, ".") || strings.HasSuffix(t, "?") || strings.HasSuffix(t, "!"))
}

// guestLabelLine: a line that a form would have about the guest ends no letter.
func guestLabelLine(t string) bool {
	l, ok := splitLabel(t)
	if !ok || l.value == "" && !strings.HasSuffix(strings.TrimSpace(t), ":") {
		return false
	}
	f := classifyLabel(l.label)
	if f.field == fieldStart || f.field == fieldEnd || f.field == fieldDates || f.field == fieldHSR || f.field == fieldAccount {
		return true
	}
	return f.about == aboutGuest && f.explicit
}
