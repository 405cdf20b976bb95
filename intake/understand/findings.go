package understand

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// fromRecord takes a form's or row's cells as evidence. A label is the surest
// evidence there is; only a correction outranks it.
func (r *reader) fromRecord(d *draft) {
	const labelled = 8
	add := func(f field, c cell, text, reason string) {
		d.add(finding{field: f, text: text, strength: labelled, reason: reason + " under the label \"" + c.labelText + "\"",
			span: Span{Source: d.rec.source, Start: c.start, End: c.end}})
	}
	middle := ""
	for _, c := range d.rec.cells {
		if blankValue(c.value) {
			continue
		}
		switch c.label.field {
		case fieldName:
			value := c.value
			if a, b, cut := strings.Cut(value, "/"); cut && c.label.both {
				// "Last / First: Kowalska / Agnieszka"
				if !c.label.lastFirst {
					a, b = b, a
				}
				value = strings.TrimSpace(a) + ", " + strings.TrimSpace(b)
			}
			if n, ok := nameValue(value, c.label.lastFirst); ok {
				if hint, ok := hintInside(c.value, n); ok {
					n, d.hinted = hint, true
				}
				if d.name.given == "" && d.name.family == "" {
					d.name = n
				}
				if i := strings.IndexByte(c.value, '@'); i > 0 {
					if e := r.firstEmail(c.value); e != "" {
						add(fieldEmail, c, e, "an address")
					}
				}
			}
		case fieldGiven:
			if v := strings.Join(nameWords(dropAsides(c.value)), " "); v != "" && personName(c.value) {
				d.name.given = recase(v)
			}
		case fieldFamily:
			if v := strings.Join(nameWords(dropAsides(c.value)), " "); v != "" && personName(c.value) {
				d.name.family = recase(v)
			}
		case fieldMiddle:
			middle = strings.Join(nameWords(c.value), " ")
		case fieldEmail:
			if e := r.firstEmail(c.value); e != "" {
				add(fieldEmail, c, e, "an address")
				// of two labelled addresses, the one that the label calls the guest's own
				if all := d.findings[fieldEmail]; len(all) > 0 {
					all[len(all)-1].strength += ownAddressLabel(c.labelText)
				}
			} else if w := d.rec.writer.email; w != "" && !r.notGuestEmail(w) && refersToSelf(c.value) {
				add(fieldEmail, c, strings.ToLower(w), "the address the guest writes from")
			}
		case fieldAffiliation:
			add(fieldAffiliation, c, dropNote(c.value), "named")
		case fieldRole:
			if !titles[fold(strings.Trim(c.value, ". "))] && !d.rec.hasValueBefore(fieldRole, c) {
				add(fieldRole, c, dropNote(c.value), "named")
			}
		case fieldHUID:
			if n := numberOf(c.value, 8, 8); n != "" {
				add(fieldHUID, c, n, "a number")
			}
		case fieldHSR:
			if n := numberOf(c.value, 4, 8); n != "" {
				add(fieldHSR, c, n, "a number")
			}
		case fieldAccount:
			for _, w := range strings.FieldsFunc(strings.ToLower(c.value), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') }) {
				if accountShape(w) {
					add(fieldAccount, c, w, "an account ID")
					break
				}
			}
		case fieldStart, fieldEnd, fieldDates, fieldFrom:
			r.datesOfCell(d, c, labelled)
		}
	}
	if middle != "" && d.name.given != "" && !strings.Contains(" "+d.name.given+" ", " "+middle+" ") {
		d.name.given += " " + recase(middle)
	}
}

// ownAddressLabel: a label may say which of two addresses is to be used.
func ownAddressLabel(labelText string) int {
	low := fold(labelText)
	n := 0
	if has(low, "personal", "private", "use this", "preferred", "home e", "best") {
		n++
	}
	if has(low, "university", "work", "institution", "company", "school", "hospital", "not use", "old", "alternat", "secondary") {
		n -= 2
	}
	return n
}

// refersToSelf: "this one", "the same as this", "the address I am writing from".
func refersToSelf(v string) bool {
	return has(" "+fold(v)+" ", " this ", " same ", "writing from", "above address", " here ")
}

func (r *record) hasValueBefore(f field, c cell) bool {
	for _, o := range r.cells {
		if o.start == c.start {
			return false
		}
		if o.label.field == f && !blankValue(o.value) {
			return true
		}
	}
	return false
}

// nameValue reads a name out of a cell: what stands before an address, a dash or an ID.
func nameValue(v string, lastFirst bool) (fullName, bool) {
	if i := strings.IndexAny(v, "<@;/"); i > 0 {
		if v[i] == '@' {
			i = strings.LastIndexAny(v[:i], " ,<(")
			if i < 0 {
				return fullName{}, false
			}
		}
		v = v[:i]
	}
	for _, sep := range []string{" - ", " – ", " — ", "  "} {
		if i := strings.Index(v, sep); i > 0 {
			v = v[:i]
		}
	}
	if words := nameWords(dropAsides(v)); len(words) == 0 {
		return fullName{}, false
	}
	parts := strings.Split(dropAsides(v), ",")
	if len(parts) == 2 && !allCredentials(parts[1]) && (hasLower(parts[1]) && len(strings.Fields(parts[1])) > 3 || roleWordIn(parts[1])) {
		v = parts[0] // "Jane Doe, visiting student from …"
	}
	if !personName(v) && !personName(strings.ReplaceAll(v, ",", " ")) {
		return fullName{}, false
	}
	n := splitName(v, lastFirst)
	if !strings.Contains(dropAsides(v), ",") && !lastFirst {
		if f, ok := familyFirst(nameWords(dropAsides(v))); ok {
			n = f
		}
	}
	return n, !n.empty()
}

func hasLower(s string) bool { return s != strings.ToUpper(s) }

func roleWordIn(s string) bool {
	for w := range strings.FieldsSeq(fold(s)) {
		if roleHead(strings.Trim(w, ".,")) {
			return true
		}
	}
	return false
}

// hintInside: "Siddharth Rao Kulkarni (family name: Kulkarni)".
func hintInside(v string, n fullName) (fullName, bool) {
	i := strings.IndexAny(v, "([")
	if i < 0 {
		return n, false
	}
	inner := fold(v[i:])
	if !has(inner, "family", "surname", "last name", "last:") {
		return n, false
	}
	words := strings.Fields(n.given + " " + n.family)
	var fam []string
	for _, w := range strings.FieldsFunc(v[i:], func(r rune) bool { return strings.ContainsRune(" ()[]:,=.", r) }) {
		if containsFold(words, w) {
			fam = append(fam, w)
		}
	}
	if len(fam) == 0 || len(fam) >= len(words) {
		return n, false
	}
	if suffixOf(fam, words) {
		return fullName{given: strings.Join(words[:len(words)-len(fam)], " "), family: strings.Join(words[len(words)-len(fam):], " ")}, true
	}
	return fullName{given: strings.Join(words[len(fam):], " "), family: strings.Join(words[:len(fam)], " ")}, true
}

// dropNote leaves a remark in parentheses out where it says that something is open.
func dropNote(v string) string {
	return strings.Trim(strings.Join(strings.Fields(v), " "), " .;,")
}

// firstEmail is the first address of a value that can be a guest's.
func (r *reader) firstEmail(v string) string {
	g := &region{text: v, lines: []line{{end: len(v), text: v, kind: Own}}, to: 1}
	p := &prose{region: g, toks: tokenize(v, g.lines, func(*line) bool { return true })}
	best := finding{strength: -100}
	for _, f := range p.emailEvidence(r.notGuestEmail) {
		if f.strength > best.strength {
			best = f
		}
	}
	if best.text == "" || best.strength < 0 {
		return ""
	}
	return best.text
}

// numberOf finds a run of digits of a length, spaces and hyphens inside it forgiven for eight.
func numberOf(v string, least, most int) string {
	run := ""
	best := ""
	for i := 0; i <= len(v); i++ {
		if i < len(v) && v[i] >= '0' && v[i] <= '9' {
			run += string(v[i])
			continue
		}
		if len(run) >= least && len(run) <= most && best == "" {
			best = run
		}
		run = ""
	}
	if best == "" && least == 8 {
		if d := strings.NewReplacer(" ", "", "-", "").Replace(v); len(d) == 8 && digits(d) {
			return d
		}
	}
	return best
}

// datesOfCell reads the dates of a labelled value. The label says what they are for;
// in "Dates" a range, a length or a preposition does.
func (r *reader) datesOfCell(d *draft, c cell, strength int) {
	g := &region{text: c.value, lines: []line{{end: len(c.value), text: c.value, kind: Own}}, to: 1, source: d.rec.source}
	p := newProse(g, tokenize(c.value, g.lines, func(*line) bool { return true }), r.today)
	reason := " under the label \"" + c.labelText + "\""
	span := Span{Source: d.rec.source, Start: c.start, End: c.end}
	put := func(f field, day Day, s int, why string) {
		d.add(finding{field: f, day: day, text: day.String(), strength: s, reason: why + reason, span: span})
	}
	low := fold(c.labelText)
	now := has(low, "current", "present", "existing", "old ", "previous")
	for _, e := range p.dates {
		if e.bad != "" {
			d.add(finding{field: fieldConflict, text: "\"" + clean(c.value) + "\"" + " cannot be a date: " + e.bad, span: span, strength: strength})
		}
	}
	whole := c.label.field == fieldDates || len(p.dates) > 1
	if whole {
		for _, f := range p.periodEvidence(kindRequest, r.today) {
			f.strength += 3
			f.reason += reason
			f.span = span
			f.i, f.j = 0, 0
			d.add(f)
		}
		if len(d.findings[fieldStart])+len(d.findings[fieldEnd]) > 0 && !now {
			return
		}
	}
	switch c.label.field {
	case fieldFrom:
		if len(p.dates) > 0 && p.dates[0].i <= 1 {
			if day, ok := p.dates[0].asStart(r.today); ok {
				put(fieldStart, day, strength, "the first day")
			}
			return
		}
		d.add(finding{field: fieldAffiliation, text: dropNote(c.value), strength: strength, reason: "named" + reason, span: span})
	case fieldStart:
		if len(p.dates) > 0 {
			if day, ok := p.dates[0].asStart(r.today); ok && !p.negated(p.dates[0]) {
				put(fieldStart, day, strength, "the first day")
			}
		} else if len(p.toks) > 0 && p.toks[0].is("immediately", "asap", "now") {
			put(fieldStart, r.today, strength, "at once")
		}
	case fieldEnd, fieldDates:
		if c.label.field == fieldDates && len(p.dates) == 1 && has(low, "start") {
			if day, ok := p.dates[0].asStart(r.today); ok {
				put(fieldStart, day, strength, "the first day")
			}
			return
		}
		if len(p.dates) > 0 && c.label.field == fieldEnd {
			anchor := r.today
			for _, f := range d.findings[fieldStart] {
				if r.today.Before(f.day) {
					anchor = f.day
				}
			}
			f := fieldEnd
			if now {
				f = fieldNowEnds
			}
			if day, ok := p.dates[0].asEnd(anchor); ok && !p.negated(p.dates[0]) {
				put(f, day, strength, "the last day")
			}
			return
		}
		if len(p.dates) == 0 {
			for i := range p.toks {
				if l, ok := durationAt(p.toks, i); ok {
					d.add(finding{field: fieldLength, text: clean(c.value), day: Day{Year: l.months, Day: l.days}, strength: strength, reason: "a length of time" + reason, span: span})
					break
				}
			}
		}
	}
}

// gatherFindings collects the evidence of the prose and gives each piece to a guest.
func (r *reader) gatherFindings() {
	if len(r.guests) == 0 {
		d := newDraft() // somebody, not named
		r.guests = append(r.guests, d)
	}
	for _, p := range r.proses {
		if p.region.fwd && p.region.writer.email != "" && r.skipForwarded(p) {
			continue
		}
		var all []finding
		all = append(all, p.emailEvidence(r.notGuestEmail)...)
		all = append(all, p.numberEvidence()...)
		all = append(all, p.affiliationEvidence()...)
		all = append(all, p.roleEvidence(p.region.mentions)...)
		all = append(all, p.periodEvidence(r.kind, r.today)...)
		for _, f := range all {
			f.span = p.span(f.i, f.j)
			if p.region.fwd && f.strength > 1 {
				f.strength-- // the sender's own words outrank what they forward
			}
			if f.sponsor {
				r.sponsor = append(r.sponsor, f)
				continue
			}
			if f.strength <= 0 && f.field != fieldNegated {
				continue
			}
			owners := r.ownersOf(p, f)
			if n, ok := r.inOrder(p, all, f); ok {
				owners = []int{n}
			}
			for _, n := range owners {
				f.guest = n
				r.guests[n].add(f)
			}
		}
	}
	r.ownAddress()
	r.onOwnLines()
}

// skipForwarded: what an approver or a Wyss decision forwards is taken; what only
// came along with thanks or a question is not.
func (r *reader) skipForwarded(p *prose) bool {
	return r.out.Intent == Status || r.out.Intent == Help
}

// ownersOf decides which guest a piece of evidence is about.
//
// One guest: theirs. Several: the one named right after "for"; the only one of the
// list item; all of them, where the sentence says so ("both", "all three", "they") or
// names them together before; else the one named last before it.
func (r *reader) ownersOf(p *prose, f finding) []int {
	if len(r.guests) == 1 {
		return []int{0}
	}
	t := p.toks
	var before, inItem, inSentence []int
	last, next := -1, -1
	item := t[f.i].para
	for n, d := range r.guests {
		for _, m := range d.mentions {
			if m.prose != p {
				continue
			}
			if f.j+1 < len(t) && m.i == f.j+1 && t[f.j].is("for") && t[m.i].sentence == t[f.i].sentence {
				return []int{n}
			}
			if f.j+1 < len(t) && m.i == f.j+1 && t[f.j].is("(") && m.j < len(t) && t[m.j].is(")") {
				return []int{n} // "206903 (Banda)"
			}
			if t[m.i].para == item {
				inItem = appendOnce(inItem, n)
			}
			if t[m.i].sentence == t[f.i].sentence {
				inSentence = appendOnce(inSentence, n)
			}
			if m.i <= f.i {
				before = appendOnce(before, n)
				if last < 0 || m.i >= r.lastPos {
					last, r.lastPos = n, m.i
				}
			} else if next < 0 {
				next = n
			}
		}
	}
	r.lastPos = -1
	// the mention nearest before
	best := -1
	for n, d := range r.guests {
		for _, m := range d.mentions {
			if m.prose == p && m.i <= f.i && m.i > best {
				best, last = m.i, n
			}
		}
	}
	all := make([]int, len(r.guests))
	for n := range all {
		all[n] = n
	}
	if f.field == fieldEmail {
		if n := r.byAddress(f.text); n >= 0 {
			return []int{n}
		}
	}
	single := f.field == fieldEmail || f.field == fieldHUID || f.field == fieldAccount || f.field == fieldHSR
	if len(inItem) == 1 && (t[p.itemStart(f.i)].bullet || len(inSentence) == 1) {
		return inItem
	}
	start, end := p.sentenceStart(f.i), p.sentenceEnd(f.i)
	if !single && len(inSentence) >= 2 && last >= 0 && !r.coordinated(p, inSentence, f) && r.eachItsOwn(p, inSentence, f) {
		return []int{last}
	}
	if !single {
		for k := start; k < end; k++ {
			if t[k].is("both", "all", "they", "them", "their", "each", "everyone", "three", "two", "four", "they're", "they'll", "students", "fellows", "visitors", "guests", "interns", "these", "accounts") {
				if len(inSentence) == 1 && t[k].is("accounts", "guests", "their", "them", "these") {
					continue
				}
				if len(inSentence) <= 1 && k > f.i+8 {
					continue
				}
				if len(inSentence) >= 2 && t[k].is("their") {
					continue
				}
				return all
			}
		}
	}
	if len(inSentence) >= 2 && !single {
		// named together, and the evidence comes after them all (or before them all)
		if r.coordinated(p, inSentence, f) {
			return inSentence
		}
	}
	if len(inSentence) == 1 {
		return inSentence
	}
	if last >= 0 {
		if len(inSentence) == 0 && !single && p.nothingNamedSince(r, f.i) && len(before) == len(r.guests) && !t[p.itemStart(f.i)].bullet && r.pronounAll(p, f.i) {
			return all
		}
		return []int{last}
	}
	if next >= 0 && len(before) == 0 && single {
		return []int{next}
	}
	if single {
		return []int{0}
	}
	return all
}

// eachItsOwn: every guest of the sentence is followed by a date before the next one is named.
func (r *reader) eachItsOwn(p *prose, in []int, f finding) bool {
	if f.field != fieldStart && f.field != fieldEnd && f.field != fieldNowEnds && f.field != fieldLength {
		return false
	}
	var at []int
	for _, n := range in {
		for _, m := range r.guests[n].mentions {
			if m.prose == p && p.toks[m.i].sentence == p.toks[f.i].sentence {
				at = append(at, m.j)
				break
			}
		}
	}
	sort.Ints(at)
	end := p.sentenceEnd(f.i)
	for k, from := range at {
		to := end
		if k+1 < len(at) {
			to = at[k+1]
		}
		own := false
		for _, d := range p.dates {
			own = own || d.i >= from && d.i < to
		}
		if !own {
			return false
		}
	}
	return len(at) == len(in)
}

// pronounAll: no "he", "she", "his" or "her" in the sentence picks one of them.
func (r *reader) pronounAll(p *prose, i int) bool {
	for k := p.sentenceStart(i); k < p.sentenceEnd(i); k++ {
		if p.toks[k].is("he", "she", "his", "her", "him", "hers", "he's", "she's", "he'll", "she'll") {
			return false
		}
	}
	return true
}

func (p *prose) nothingNamedSince(r *reader, i int) bool {
	start := p.sentenceStart(i)
	for _, m := range p.region.mentions {
		if m.prose == p && m.i >= start && m.i < i && !m.nobody && m.score >= 4 {
			return false
		}
	}
	return true
}

// coordinated: between the guests named in the sentence there is no other evidence of
// this kind, and this piece stands after the last of them or before the first.
func (r *reader) coordinated(p *prose, in []int, f finding) bool {
	first, last := 1<<30, -1
	for _, n := range in {
		for _, m := range r.guests[n].mentions {
			if m.prose == p && p.toks[m.i].sentence == p.toks[f.i].sentence {
				first, last = min(first, m.i), max(last, m.j)
			}
		}
	}
	if f.i < first {
		return true
	}
	if f.i < last {
		return false
	}
	// each has their own where a piece of the kind stands between them
	for _, d := range p.dates {
		if (f.field == fieldStart || f.field == fieldEnd) && d.i > first && d.i < last {
			return false
		}
	}
	if f.field == fieldAffiliation {
		for _, o := range p.orgs {
			if o.i > first && o.i < last && o.strong {
				return false
			}
		}
	}
	if f.field == fieldHSR {
		for k := first; k < last; k++ {
			if p.toks[k].is("hsr") {
				return false
			}
		}
	}
	return true
}

func (p *prose) itemStart(i int) int {
	for i > 0 && p.toks[i-1].para == p.toks[i].para {
		i--
	}
	return i
}

func appendOnce(s []int, n int) []int {
	for _, v := range s {
		if v == n {
			return s
		}
	}
	return append(s, n)
}

// byAddress: an address that holds a word of exactly one guest's name is that guest's.
func (r *reader) byAddress(email string) int {
	local, _, _ := strings.Cut(email, "@")
	found := -1
	for n, d := range r.guests {
		hit := false
		for _, w := range strings.FieldsFunc(fold(d.name.given+" "+d.name.family), func(r rune) bool { return r == ' ' || r == '-' || r == '\'' }) {
			if len(w) >= 3 && strings.Contains(local, plainLetters(w)) {
				hit = true
			}
		}
		if hit {
			if found >= 0 {
				return -1
			}
			found = n
		}
	}
	return found
}

// plainLetters writes a name as addresses do, without accents.
func plainLetters(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return withoutAccents.Replace(s)
		}
	}
	return s
}

var withoutAccents = strings.NewReplacer("á", "a", "à", "a", "ã", "a", "â", "a", "ä", "a", "å", "a", "ā", "a", "ă", "a", "ą", "a", "é", "e", "è", "e", "ê", "e", "ë", "e", "ē", "e", "ę", "e", "ě", "e", "í", "i", "ì", "i", "î", "i", "ï", "i", "ī", "i", "ı", "i",
	"ó", "o", "ò", "o", "õ", "o", "ô", "o", "ö", "o", "ø", "o", "ō", "o", "ő", "o", "ú", "u", "ù", "u", "û", "u", "ü", "u", "ū", "u", "ű", "u", "ů", "u", "ý", "y", "ç", "c", "ć", "c", "č", "c", "ñ", "n", "ń", "n", "ň", "n", "ņ", "n", "š", "s", "ś", "s", "ş", "s", "ș", "s", "ž", "z", "ź", "z", "ż", "z", "ł", "l", "ľ", "l", "ř", "r", "ť", "t", "ț", "t", "đ", "d", "ď", "d", "ğ", "g", "ß", "ss", "æ", "ae", "œ", "oe", "þ", "th", "ð", "d")

// ownAddress: a guest who writes for themself, or whose mail is forwarded, is reached
// at the From address of that mail where they say so ("this address").
func (r *reader) ownAddress() {
	for _, p := range r.proses {
		if !p.self || p.region.writer.email == "" || p.subject {
			continue
		}
		if k := p.saysThisAddress(); k >= 0 {
			n := 0
			for i, d := range r.guests {
				if knownPerson(strings.Fields(d.name.given+" "+d.name.family), []person{p.region.writer}) != "" {
					n = i
				}
			}
			span := p.span(k, min(k+2, len(p.toks)))
			r.guests[n].add(finding{field: fieldEmail, text: strings.ToLower(p.region.writer.email), strength: 7, reason: "the guest says to use the address they write from", span: span})
		}
	}
}

// saysThisAddress: "this address", "this same address", "this email", "reply to this mail".
func (p *prose) saysThisAddress() int {
	t := p.toks
	for k := range t {
		if !t[k].is("this", "same") {
			continue
		}
		for n := k + 1; n < min(len(t), k+5) && t[n].para == t[k].para; n++ {
			if t[n].is("address", "email", "e-mail", "mail", "account", "inbox", "mailbox") {
				if t[n].is("account", "mail") && !t[n].is("mail") {
					break
				}
				if n+1 < len(t) && t[n+1].is("about", "is", "to") && t[n].is("mail", "email") && t[n+1].is("about") {
					break
				}
				return k
			}
			if t[n].kind != word {
				break
			}
		}
	}
	for k := 0; k+2 < len(t); k++ {
		if t[k].is("write", "reach", "email", "mail", "reply", "contact") && t[k+1].is("me", "to") && t[k+2].is("here") {
			return k
		}
	}
	return -1
}

// onOwnLines: an address that stands alone, in a message about one guest, is theirs;
// nothing to do, since every address that is nobody else's is evidence already. What
// is done here is list items that a comma divides: "Ana Silva, ana@…, University of
// Porto, 6/1 – 8/31".
func (r *reader) onOwnLines() {
	for n, d := range r.guests {
		for _, m := range d.mentions {
			p := m.prose
			t := p.toks
			if !t[m.i].bullet || m.j >= len(t) {
				continue
			}
			end := m.i
			for end < len(t) && t[end].para == t[m.i].para {
				end++
			}
			for from := m.j; from < end; {
				for from < end && t[from].kind == punct {
					from++
				}
				to := from
				for to < end && !t[to].is(",", ";", "|", "/", "–", "—", "(", ")") {
					to++
				}
				if to > from {
					r.listPart(n, p, from, to)
				}
				from = to + 1
			}
		}
	}
}

// listPart takes one part of a list item for what its words show it to be.
func (r *reader) listPart(n int, p *prose, i, j int) {
	t := p.toks
	head := false
	for k := i; k < j; k++ {
		if t[k].kind != word {
			return
		}
		if roleHead(t[k].low) {
			head = true
		}
		if closedClass[t[k].low] && !orgConnectors[t[k].low] {
			return
		}
	}
	if head && j-i <= 5 && !p.isOrg(i, j) {
		r.guests[n].add(finding{field: fieldRole, i: i, j: j, text: clean(p.textOf(i, j)), strength: 4, reason: "a part of the list item", span: p.span(i, j)})
	}
}

// correct applies corrections: "I meant June 30, not July 30", "Correction: the end
// date is …". The date after such words replaces the one that was taken back, or of
// the field that is named, or the last day given before.
func (r *reader) correct() {
	for _, p := range r.proses {
		if p.region.fwd {
			continue
		}
		for n, e := range p.dates {
			if p.negated(e) || e.bad != "" || !p.corrects(e) {
				continue
			}
			target := fieldNone
			if c := p.cue(e, r.kind); c.field == fieldStart || c.field == fieldEnd {
				target = c.field
			}
			for m, o := range p.dates {
				if m == n || !p.negated(o) {
					continue
				}
				for _, d := range r.guests {
					for _, f := range []field{fieldStart, fieldEnd} {
						for _, g := range d.findings[f] {
							if sameDay(o, g.day) {
								target = f
							}
						}
					}
				}
			}
			if target == fieldNone {
				target = fieldEnd
			}
			for _, d := range r.guests {
				anchor := r.today
				var day Day
				var ok bool
				if target == fieldEnd {
					for _, g := range d.findings[fieldStart] {
						if r.today.Before(g.day) {
							anchor = g.day
						}
					}
					// the year that the corrected date had
					if e.year == 0 && e.shape == shapeDay {
						for _, g := range d.findings[fieldEnd] {
							if c := (Day{g.day.Year, e.month, e.day}); c.valid() {
								anchor = Day{g.day.Year, 1, 1}
							}
						}
					}
					day, ok = e.asEnd(anchor)
				} else {
					day, ok = e.asStart(anchor)
				}
				if ok {
					d.add(finding{field: target, day: day, text: day.String(), strength: 12, reason: "a correction of what was said before", span: p.span(e.i, e.j)})
				}
			}
		}
	}
}

// sameDay: the expression names that day and month.
func sameDay(e dateExpr, d Day) bool {
	if e.shape == shapeMonth || e.shape == shapeEnd {
		return e.month == d.Month
	}
	return e.shape == shapeDay && e.month == d.Month && e.day == d.Day && (e.year == 0 || e.year == d.Year)
}

// corrects: words of correction stand before the date in its sentence, or open it.
func (p *prose) corrects(e dateExpr) bool {
	t := p.toks
	for k := e.i - 1; k >= 0 && k >= e.i-12 && t[k].sentence == t[e.i].sentence; k-- {
		switch {
		case t[k].is("meant", "mean", "correction", "actually", "correct", "corrected", "typo", "mistyped", "oops", "scratch", "rather", "misspoke") && !(t[k].is("rather") && k+1 < len(t) && t[k+1].is("than")) && !(t[k].is("correct") && k > 0 && t[k-1].is("is")):
			return true
		case t[k].is("wait") || t[k].is("no") && k >= e.i-3 && k > 0 && t[k-1].kind == punct:
			return true
		case t[k].is("make") && k+1 < len(t) && t[k+1].is("that", "it", "this"):
			return true
		case t[k].is("should") && k+1 < len(t) && t[k+1].is("read", "say", "have"):
			return true
		case t[k].low == "be" && k > 0 && (t[k-1].has(gModal) || t[k-1].is("to")) && p.sorryBefore(k), t[k].is("is", "it's") && k >= e.i-3 && p.sorryBefore(k) && p.wrongBefore(k):
			return true // "the end date above is wrong, it has to be December 17"
		}
	}
	return false
}

// wrongBefore: the same sentence or the one before calls something wrong.
func (p *prose) wrongBefore(k int) bool {
	for n := k; n >= 0 && p.toks[k].sentence-p.toks[n].sentence <= 1; n-- {
		if p.toks[n].is("wrong", "incorrect", "mistake", "mistaken", "typo", "error", "mistyped", "misread") {
			return true
		}
	}
	return false
}

func (p *prose) sorryBefore(k int) bool {
	for n := k; n >= 0 && n > k-25; n-- {
		if p.toks[n].is("sorry", "wrong", "mistake", "error", "correction", "oops", "apologies", "typo", "mistaken", "checked", "incorrect", "misread", "mistyped", "confused", "mixed") {
			return true
		}
	}
	return false
}

// inOrder gives the guest by place, where a sentence without a guest's name lists
// exactly as many numbers or addresses of a kind as there are guests ("their roles are
// HSR 207540, 207541 and 207542").
func (r *reader) inOrder(p *prose, all []finding, f finding) (int, bool) {
	respective := len(r.guests) >= 2 && p.saysRespectively(f.i)
	if len(r.guests) < 2 || !respective && f.field != fieldHSR && f.field != fieldAccount && f.field != fieldEmail && f.field != fieldHUID {
		return 0, false
	}
	sentence := p.toks[f.i].sentence
	for _, d := range r.guests {
		for _, m := range d.mentions {
			if m.prose == p && p.toks[m.i].sentence == sentence && !respective {
				return 0, false
			}
		}
	}
	place, n := 0, 0
	for _, o := range all {
		if o.field == f.field && !o.sponsor && p.toks[o.i].sentence == sentence && o.strength > 0 {
			if o.i < f.i {
				place++
			}
			n++
		}
	}
	return place, n == len(r.guests)
}

// saysRespectively: the sentence gives its values in the order of its names.
func (p *prose) saysRespectively(i int) bool {
	for k := p.sentenceStart(i); k < p.sentenceEnd(i); k++ {
		if p.toks[k].is("respectively", "resp") {
			return true
		}
	}
	return false
}
