package understand

import (
	"slices"
	"sort"
	"strings"
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
				if sameName(m.words, d.words()) {
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
	for _, d := range groups {
		top, n := -100, 0
		// a name that stands in the message of ours that is answered is its guest's
		if r.out.Reply && r.context != toDecision && r.quoted(d.words()) {
			for _, m := range d.mentions {
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

// withListed adds those whom a list names together with a chosen one: what is said of
// one alone later ("Jane's role is …") makes the other no less a guest.
func withListed(chosen, groups []*draft) []*draft {
	out := chosen
	for _, c := range chosen {
		for _, d := range groups {
			if !d.listedWith(c) {
				continue
			}
			d.score = max(d.score, c.score)
			if !slices.Contains(out, d) {
				out = append(out, d)
			}
		}
	}
	return out
}

// onlyGuests keeps several names only where the message is about several people.
// The writer of their own request is one; and a name far weaker than the surest is
// most likely a colleague's.
func (r *reader) onlyGuests(chosen []*draft) []*draft {
	if len(chosen) < 2 {
		return chosen
	}
	if r.self {
		for _, d := range chosen {
			if knownPerson(d.words(), []person{{name: r.out.Sender.Name, email: r.out.Sender.Email}}) != "" {
				return []*draft{d}
			}
		}
	}
	top := 0
	for _, d := range chosen {
		top = max(top, d.score)
	}
	plural := r.plural()
	var out []*draft
	for _, d := range chosen {
		if plural && d.score >= 4 || d.score >= top-1 && d.score >= 6 || d.score == top {
			out = append(out, d)
		}
	}
	if !plural && len(out) > 1 {
		// "X and Y" coordinate; otherwise the first of the surest is meant
		coordinated := false
		for _, d := range out {
			for _, m := range d.mentions {
				if m.i > 0 && m.prose.toks[m.i-1].is("and", "&") || m.j < len(m.prose.toks) && m.prose.toks[m.j].is("and", "&") || m.prose.toks[m.i].bullet {
					coordinated = true
				}
			}
		}
		if !coordinated && len(out) > 1 {
			best := out[0]
			for _, d := range out {
				if d.score > best.score {
					best = d
				}
			}
			return []*draft{best}
		}
	}
	return out
}

// plural: the sender speaks of several guests or accounts.
func (r *reader) plural() bool {
	for _, p := range r.proses {
		for k := range p.toks {
			if p.toks[k].is("guests", "accounts", "students", "visitors", "both", "following", "fellows", "they", "all", "interns", "researchers", "postdocs", "contractors", "scholars", "extensions", "people", "observers", "two", "each", "engineers", "scientists", "respectively", "either") {
				if p.toks[k].is("guests") && k > 0 && p.toks[k-1].is("for", "dear") && p.subject {
					continue
				}
				return true
			}
		}
	}
	return false
}

// addressHolds: a word of the name stands in an address that can be a guest's.
func (r *reader) addressHolds(words []string) bool {
	for _, p := range r.proses {
		for i := range p.toks {
			if p.toks[i].kind != address || r.notGuestEmail(p.toks[i].low) {
				continue
			}
			local, _, _ := strings.Cut(p.toks[i].low, "@")
			for _, w := range words {
				if w = plainLetters(fold(w)); len(w) >= 4 && strings.Contains(local, w) {
					return true
				}
			}
		}
	}
	return false
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

// words is the fullest form of the name among the mentions.
func (d *draft) words() []string {
	var longest []string
	for _, m := range d.mentions {
		if len(m.words) > len(longest) {
			longest = m.words
		}
	}
	return longest
}

func (d *draft) titled() bool {
	for _, m := range d.mentions {
		if m.title {
			return true
		}
	}
	return false
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

// nameFromMentions divides the name, minding what the text itself shows: a title
// before part of it ("Dr. Delgado Pineda"), that part alone in use as a first name
// ("WANG Xiaoming … Xiaoming"), or words ("family name Kulkarni").
func (r *reader) nameFromMentions(d *draft) {
	words := d.words()
	for _, p := range r.proses {
		// the forwarded mail of the guest gives the name in full
		if p.region.fwd && p.self && len(words) > 0 {
			full := nameWords(dropAsides(p.region.writer.name))
			if len(full) > len(words) && sameName(words, full) && !strings.Contains(p.region.writer.name, ",") {
				words = full
			}
		}
	}
	if d.rec != nil && !d.name.empty() && (d.name.given != "" && d.name.family != "") {
		if d.hinted || len(strings.Fields(d.name.given+" "+d.name.family)) < 2 {
			return
		}
		words = strings.Fields(d.name.given + " " + d.name.family)
		if _, ok := d.rec.get(fieldFamily); ok {
			return
		}
		if c, ok := d.rec.get(fieldName); ok && (strings.Contains(dropAsides(c.value), ",") || c.label.lastFirst) {
			return
		}
	}
	if len(words) == 0 {
		return
	}
	full := strings.Join(words, " ")
	title := d.titled() && len(words) == 1
	raw := full
	if title {
		raw = "Dr. " + full
	}
	if len(words) > 0 && particles[fold(words[0])] && d.titled() {
		d.name = fullName{family: full}
		return
	}
	d.name = splitName(raw, false)
	if n, ok := familyFirst(words); ok {
		d.name = n
	}
	if fam, ok := r.familyHint(d, words); ok {
		d.name = fam
		d.hinted = true
		return
	}
	if len(words) < 2 {
		return
	}
	for _, m := range d.mentions {
		if m.title && len(m.words) < len(words) && suffixOf(m.words, words) {
			d.name = fullName{given: recase(strings.Join(words[:len(words)-len(m.words)], " ")), family: recase(strings.Join(m.words, " "))}
			return
		}
		if m.title && len(m.words) < len(words) && sameName(m.words, words[:len(m.words)]) && len(m.words) == 1 {
			// "Dr. Wang" of "Wang Xiaoming"
			d.name = fullName{given: recase(strings.Join(words[1:], " ")), family: recase(words[0])}
			return
		}
	}
	// The last word in use by itself, without a title, and never the first one: the
	// family name stands first.
	if len(words) == 2 {
		lastAlone, firstAlone := r.aloneAsFirstName(words[1], d), r.aloneAsFirstName(words[0], d)
		if lastAlone && !firstAlone {
			d.name = fullName{given: recase(words[1]), family: recase(words[0])}
		}
	} else if len(words) >= 3 {
		// "João Pedro" in use for "João Pedro dos Santos"; "Ana" says nothing of "Ana Lucía Paz".
		for _, m := range d.mentions {
			if !m.title && len(m.words) >= 2 && len(m.words) < len(words) && sameName(m.words, words[:len(m.words)]) {
				d.name = fullName{given: strings.Join(words[:len(m.words)], " "), family: strings.Join(words[len(m.words):], " ")}
			}
		}
		if r.self {
			if n := len(strings.Fields(r.signed())); n >= 2 && n < len(words) && strings.EqualFold(strings.Join(words[:n], " "), r.signed()) {
				d.name = fullName{given: strings.Join(words[:n], " "), family: strings.Join(words[n:], " ")}
			}
		}
	}
}

// signed is the name under the sender's own words.
func (r *reader) signed() string {
	if len(r.regions) == 0 {
		return ""
	}
	return signedName(r.regions[0])
}

func (r *reader) aloneAsFirstName(w string, d *draft) bool {
	for _, m := range d.mentions {
		// a subject line and parentheses list people by family name; running text calls them by first name
		if len(m.words) == 1 && !m.title && strings.EqualFold(m.words[0], w) && !m.prose.subject && !(m.i > 0 && m.prose.toks[m.i-1].is("(", "/")) {
			return true
		}
	}
	if r.self && strings.EqualFold(r.signed(), w) {
		return true
	}
	for _, g := range r.regions {
		if g.fwd && strings.EqualFold(signedName(g), w) {
			return true
		}
	}
	return false
}

func suffixOf(part, whole []string) bool {
	if len(part) > len(whole) {
		return false
	}
	for i := range part {
		if !strings.EqualFold(strings.Trim(part[len(part)-1-i], "."), strings.Trim(whole[len(whole)-1-i], ".")) {
			return false
		}
	}
	return true
}

// familyHint reads what the text says of the name: "(family name Kulkarni)", "Nguyễn
// is her family name", "Ben Youssef is all family name", "surname: Park".
func (r *reader) familyHint(d *draft, words []string) (fullName, bool) {
	for _, p := range r.proses {
		t := p.toks
		for k := 0; k+1 < len(t); k++ {
			isFamily := t[k].is("family", "last") && t[k+1].is("name", "names") || t[k].is("surname", "surnames", "lastname")
			isGiven := t[k].is("given", "first") && t[k+1].is("name", "names")
			if !isFamily && !isGiven {
				continue
			}
			after := k + 1
			if t[k+1].is("name", "names") {
				after++
			}
			for after < len(t) && t[after].is("is", "are", ":", "being", "=", "\"", "“", "‘", "'") {
				after++
			}
			run := capRun(t, after)
			if len(run) == 0 || !sameName(run, words) {
				// before: "Nguyễn is her family name"
				b := k - 1
				for b >= 0 && t[b].is("her", "his", "my", "the", "all", "is", "are", "their", "a", "both", "of", "whole", ",", "as") && t[b].sentence == t[k].sentence {
					b--
				}
				end := b + 1
				for b >= 0 && t[b].kind == word && (t[b].capital || particles[t[b].low]) && t[b].sentence == t[k].sentence && containsFold(words, t[b].text) {
					b--
				}
				run = nil
				for n := b + 1; n < end; n++ {
					run = append(run, t[n].text)
				}
			}
			if len(run) == 0 || !sameName(run, words) || len(run) >= len(words) && len(words) > 1 {
				continue
			}
			n := len(run)
			if n > len(words) { // one half alone is known, and here it is in full
				if isGiven {
					return fullName{given: strings.Join(run, " ")}, true
				}
				return fullName{family: strings.Join(run, " ")}, true
			}
			if isGiven {
				if suffixOf(run, words) {
					return fullName{given: strings.Join(words[len(words)-n:], " "), family: strings.Join(words[:len(words)-n], " ")}, true
				}
				return fullName{given: strings.Join(words[:n], " "), family: strings.Join(words[n:], " ")}, true
			}
			if suffixOf(run, words) {
				return fullName{given: recase(strings.Join(words[:len(words)-n], " ")), family: recase(strings.Join(words[len(words)-n:], " "))}, true
			}
			return fullName{given: recase(strings.Join(words[n:], " ")), family: recase(strings.Join(words[:n], " "))}, true
		}
	}
	return fullName{}, false
}

func capRun(t []token, k int) []string {
	var out []string
	for k < len(t) && t[k].kind == word && (t[k].capital || particles[t[k].low] && len(out) == 0 || particles[t[k].low] && k+1 < len(t) && t[k+1].capital) && len(out) < 5 {
		out = append(out, t[k].text)
		k++
	}
	return out
}

func containsFold(words []string, w string) bool {
	for _, v := range words {
		if strings.EqualFold(v, w) {
			return true
		}
	}
	return false
}

// smallLetters takes a name that was typed without capitals for the guest's.
func (r *reader) smallLetters() {
	m, ok := r.smallLetterName()
	if !ok {
		return
	}
	d := newDraft()
	d.mentions, d.score = []*mention{&m}, 4
	r.nameFromMentions(d)
	r.guests = append(r.guests, d)
}

var joinedUp = strings.NewReplacer("'", "", "-", "")

// smallLetterName finds a name that was typed without capitals by the guest's address:
// "my guest is called sinead o'malley … sinead.omalley@example.ie". The longest run of
// words that all stand in the address is the name.
func (r *reader) smallLetterName() (mention, bool) {
	for _, p := range r.proses {
		t := p.toks
		for i := range t {
			if t[i].kind != address || r.notGuestEmail(t[i].low) {
				continue
			}
			local, _, _ := strings.Cut(t[i].low, "@")
			inAddress := func(k int) bool {
				w := joinedUp.Replace(plainLetters(t[k].low))
				return t[k].kind == word && len(w) >= 3 && !closedClass[t[k].low] && strings.Contains(local, w)
			}
			begin, end := -1, -1
			for k := 0; k < len(t); k++ {
				n := k
				for n < len(t) && n < k+4 && t[n].para == t[k].para && inAddress(n) {
					n++
				}
				if n-k > end-begin {
					begin, end = k, n
				}
			}
			if begin < 0 || end == begin {
				continue
			}
			m := mention{prose: p, i: begin, j: end, score: 4, why: "the words stand in the address, too"}
			for k := begin; k < end; k++ {
				m.words = append(m.words, recase(strings.ToUpper(t[k].text)))
			}
			return m, true
		}
	}
	return mention{}, false
}

// nameFromForward: where the guest's own mail is forwarded and nobody is named, its
// author is the guest.
func (r *reader) nameFromForward() {
	if len(r.guests) > 1 || len(r.guests) == 1 && !r.guests[0].name.empty() {
		return
	}
	for _, p := range r.proses {
		if !p.region.fwd || !p.self || p.region.writer.name == "" || !personName(p.region.writer.name) {
			continue
		}
		name := splitName(p.region.writer.name, false)
		if name.empty() {
			continue
		}
		if len(r.guests) == 0 {
			r.guests = append(r.guests, newDraft())
		}
		r.guests[0].name = name
		return
	}
}
