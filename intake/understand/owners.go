package understand

import (
	"sort"
	"strings"
)

// neighbours are the guests (indices into reader.guests) whose names stand around a piece of
// evidence in its text.
type neighbours struct {
	before     []int // before it
	inItem     []int // in its paragraph or list item
	inSentence []int
	last, next int // the one named last before it, and first after it; −1: none
}

func (r *reader) namedAround(p *prose, f finding) neighbours {
	t := p.toks
	around := neighbours{last: -1, next: -1}
	nearest := -1
	for n, d := range r.guests {
		for _, m := range d.mentions {
			if m.prose != p {
				continue
			}
			if t[m.i].para == t[f.i].para {
				around.inItem = appendOnce(around.inItem, n)
			}
			if t[m.i].sentence == t[f.i].sentence {
				around.inSentence = appendOnce(around.inSentence, n)
			}
			switch {
			case m.i <= f.i:
				around.before = appendOnce(around.before, n)
				if m.i > nearest {
					nearest, around.last = m.i, n
				}
			case around.next < 0:
				around.next = n
			}
		}
	}
	return around
}

// onePersonsOwn are the fields of which two people never have the same.
func onePersonsOwn(f field) bool {
	return f == fieldEmail || f == fieldHUID || f == fieldAccount || f == fieldHSR
}

// ownersOf decides which guest a piece of evidence is about.
//
// One guest: theirs. Several: the one named right behind it ("for Jane", "(Jane)"); the
// only one of the list item; all of them, where the sentence says so ("both", "all
// three", "they") or names them together before; else the one named last before it.
func (r *reader) ownersOf(p *prose, f finding, all []finding) []int {
	if len(r.guests) == 1 {
		return []int{0}
	}
	if n := r.namedBehind(p, f); n >= 0 {
		return []int{n}
	}
	if f.field == fieldEmail {
		if n := r.byAddress(f.text); n >= 0 {
			return []int{n}
		}
	}
	t := p.toks
	single := onePersonsOwn(f.field)
	around := r.namedAround(p, f)
	in := around.inSentence
	bullet := t[p.itemStart(f.i)].bullet
	switch {
	case len(around.inItem) == 1 && (bullet || len(in) == 1):
		return around.inItem
	case !single && len(in) >= 2 && around.last >= 0 && !r.coordinated(p, in, f) && r.eachItsOwn(p, in, f, all):
		return []int{around.last}
	case !single && p.saidOfAll(f.i, len(in)), f.field == fieldHSR && p.saysShared(f.i) && count(all, fieldHSR) == 1:
		return r.everyone()
	case !single && len(in) >= 2 && r.coordinated(p, in, f):
		return in // named together, and the evidence comes after them all or before them all
	case len(in) == 1:
		return in
	case around.last >= 0:
		if len(in) == 0 && !single && p.nothingNamedSince(r, f.i) && len(around.before) == len(r.guests) && !bullet && r.pronounAll(p, f.i) {
			return r.everyone()
		}
		return []int{around.last}
	case around.next >= 0 && single:
		return []int{around.next}
	case single:
		return []int{0}
	}
	return r.everyone()
}

// everyone is all the guests.
func (r *reader) everyone() []int {
	out := make([]int, len(r.guests))
	for n := range out {
		out[n] = n
	}
	return out
}

// possessive: the token at k makes the word before it one.
func (p *prose) possessive(k int) bool { return p.at(max(k-1, 0), k).is("'s", "'") }

// allWords speak of several people at once.
var allWords = set("both all they them their each everyone three two four they're they'll students fellows visitors guests interns these accounts")

// saidOfAll: the sentence around token i, which names so many guests, speaks of all of
// them. With one named, "their" and "the accounts" may be of others; with more, "their"
// is of these.
func (p *prose) saidOfAll(i, named int) bool {
	for k, end := p.sentenceStart(i), p.sentenceEnd(i); k < end; k++ {
		t := &p.toks[k]
		switch {
		case !allWords[t.low],
			named == 1 && t.is("accounts", "guests", "their", "them", "these"),
			named <= 1 && k > i+8,
			p.countsTime(k),
			named >= 2 && t.low == "their":
		default:
			return true
		}
	}
	return false
}

// countsTime: the number word at k counts months or weeks, not people.
func (p *prose) countsTime(k int) bool {
	_, ok := durationAt(p.toks, k)
	return ok
}

// saysShared: the sentence speaks of several who have one thing.
func (p *prose) saysShared(i int) bool {
	for k, end := p.sentenceStart(i), p.sentenceEnd(i); k < end; k++ {
		if p.toks[k].is("they", "both", "share", "same", "all", "common", "one") {
			return true
		}
	}
	return false
}

// count is how many pieces of evidence of a field there are.
func count(all []finding, f field) int {
	n := 0
	for _, o := range all {
		if o.field == f && o.strength > 0 && !o.sponsor {
			n++
		}
	}
	return n
}

// eachItsOwn: every guest of the sentence is followed by a value of this kind before
// the next one is named ("Jane Doe from Basel and Mei Lin from Reed College").
func (r *reader) eachItsOwn(p *prose, in []int, f finding, all []finding) bool {
	var values []int
	switch f.field {
	case fieldStart, fieldEnd, fieldNowEnds, fieldLength:
		for _, d := range p.dates {
			values = append(values, d.i)
		}
	default:
		for _, o := range all {
			if o.field == f.field && o.strength > 0 {
				values = append(values, o.i)
			}
		}
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
		for _, i := range values {
			own = own || i >= from && i < to
		}
		if !own {
			return false
		}
	}
	return len(at) == len(in)
}

// pronounAll: no "he", "she", "his" or "her" in the sentence picks one of them.
func (r *reader) pronounAll(p *prose, i int) bool {
	for k, end := p.sentenceStart(i), p.sentenceEnd(i); k < end; k++ {
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
