package understand

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// draft is a guest while the evidence is collected.
type draft struct {
	rec      *record
	mentions []*mention
	name     fullName
	score    int
	findings map[field][]finding
	best     map[field]finding
	hinted   bool // the text itself says which part is the family name
}

func newDraft() *draft { return &draft{findings: map[field][]finding{}, best: map[field]finding{}} }

func (d *draft) add(f finding) { d.findings[f.field] = append(d.findings[f.field], f) }

// collectGuests finds the guests and gives each what is said of them.
func (r *reader) collectGuests() {
	for _, f := range r.forms {
		for _, rec := range f.guests {
			d := newDraft()
			d.rec = rec
			r.fromRecord(d)
			if len(d.findings) > 0 || !d.name.empty() {
				r.guests = append(r.guests, d)
			}
		}
	}
	r.groupMentions()
	r.gatherFindings()
	r.correct()
	r.choose()
	r.emit()
}

// groupMentions turns the names of the prose into guests, or joins them to those of forms.
func (r *reader) groupMentions() {
	formGuests := len(r.guests)
	named := 0
	for _, d := range r.guests {
		if !d.name.empty() {
			named++
		}
	}
	var groups []*draft
	for _, p := range r.proses {
		for i := range p.region.mentions {
			m := &p.region.mentions[i]
			if m.prose != p || m.nobody {
				continue
			}
			joined := false
			for _, d := range r.guests[:formGuests] {
				if !d.name.empty() && sameName(m.words, strings.Fields(d.name.given+" "+d.name.family)) {
					d.mentions = append(d.mentions, m)
					joined = true
					break
				}
			}
			if joined {
				continue
			}
			for _, d := range groups {
				if d.isCalled(m) {
					d.mentions = append(d.mentions, m)
					joined = true
					break
				}
			}
			if !joined {
				d := newDraft()
				d.mentions = []*mention{m}
				groups = append(groups, d)
			}
		}
	}
	groups = r.joinHalves(groups)
	for _, d := range groups {
		top, n := -100, 0
		// a name that stands in the message of ours that is answered is its guest's
		if r.out.Reply && r.context != toDecision && r.quoted(d.words()) {
			for _, m := range d.mentions {
				if r.out.Intent == RequestAccount && r.context == toCreated {
					m.score -= 6 // who has an account is not the one for whom another is asked
					continue
				}
				m.score += 3
				m.why = "our own message names this guest"
			}
		}
		for _, m := range d.mentions {
			top = max(top, m.score)
			if m.score > 0 {
				n++
			}
		}
		d.score = top + min(n-1, 2)
		if r.addressHolds(d.words()) {
			d.score += 2
		}
		if w := d.words(); len(w) == 1 && !d.titled() {
			d.score--
		}
	}
	if named > 0 {
		// The form or table says who the guests are.
		for _, d := range r.guests[:formGuests] {
			r.nameFromMentions(d)
		}
		return
	}
	// Prose names: those that something marks as guests.
	const threshold = 4
	var chosen []*draft
	for _, d := range groups {
		if d.score >= threshold {
			chosen = append(chosen, d)
		}
	}
	if len(chosen) == 0 {
		var top *draft
		for _, d := range groups {
			// failing that, the surest; a full name that nothing speaks against will do
			least := 2
			if len(d.words()) >= 2 && r.out.Intent != Approve && r.out.Intent != Deny && r.out.Intent != RequestAccount && r.out.Intent != SupplyDetails {
				least = 1
			}
			if d.score >= least && (top == nil || d.score > top.score) {
				top = d
			}
		}
		if top != nil {
			chosen = append(chosen, top)
		}
	}
	chosen = r.onlyGuests(withListed(chosen, groups))
	if formGuests > 0 && len(chosen) > 0 {
		// a form without a name, and a name in the prose
		d := r.guests[0]
		d.mentions, d.score = append(d.mentions, chosen[0].mentions...), chosen[0].score
		r.nameFromMentions(d)
		return
	}
	sort.SliceStable(chosen, func(a, b int) bool { return r.order(chosen[a]) < r.order(chosen[b]) })
	for _, d := range chosen {
		r.nameFromMentions(d)
		r.guests = append(r.guests, d)
	}
	if len(r.guests) == 0 && !r.self {
		r.smallLetters()
	}
	r.nameFromForward()
	if r.self && len(r.guests) == 0 {
		d := newDraft()
		d.name = splitName(r.out.Sender.Name, false)
		if !d.name.empty() {
			r.guests = append(r.guests, d)
		}
	}
}

// quoted: all the words stand in what was quoted of an earlier message.
func (r *reader) quoted(words []string) bool {
	for _, w := range words {
		found := false
		for _, q := range r.quotes {
			found = found || strings.Contains(q, w)
		}
		if !found {
			return false
		}
	}
	return len(words) > 0
}

func (r *reader) order(d *draft) int {
	best := 1 << 30
	for _, m := range d.mentions {
		base := 0
		for n, p := range r.proses {
			if p == m.prose {
				base = n * 1_000_000
				if p.subject {
					base = len(r.proses) * 1_000_000
				}
			}
		}
		best = min(best, base+m.i)
	}
	return best
}

// words is the fullest form of the name among the mentions: most words, and of as
// many the one with fewer initials.
func (d *draft) words() []string {
	var fullest []string
	for _, m := range d.mentions {
		if len(m.words) > len(fullest) || len(m.words) == len(fullest) && initials(m.words) < initials(fullest) {
			fullest = m.words
		}
	}
	return fullest
}

func initials(words []string) int {
	n := 0
	for _, w := range words {
		if strings.HasSuffix(w, ".") || utf8.RuneCountInString(w) == 1 {
			n++
		}
	}
	return n
}

// isCalled: the mention is of this person, by name or by what they are called besides.
func (d *draft) isCalled(m *mention) bool {
	if sameName(m.words, d.words()) {
		return true
	}
	for _, o := range d.mentions {
		if len(m.words) == 1 && strings.EqualFold(m.words[0], o.alias) || len(o.words) == 1 && strings.EqualFold(o.words[0], m.alias) {
			return true
		}
	}
	return false
}

func (d *draft) titled() bool {
	for _, m := range d.mentions {
		if m.title {
			return true
		}
	}
	return false
}
