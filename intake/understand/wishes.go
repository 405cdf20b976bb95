package understand

import (
	"regexp"
	"slices"
	"strings"
)

// A message may ask for several things that are not alike: one request is approved and another
// declined, one guest's account ends and another's goes on. A reading has one intent, so such a
// message is cut where one thing ends and the next begins, and each piece is read by itself as
// what it asks for. The cuts are those of grammar: a sentence, a semicolon, a comma or conjunction
// between clauses. Where it can't be told which thing is meant for whom, the message is tangled,
// and whoever acts must ask.

// clause is a stretch of the sender's own words between two cuts.
type clause struct {
	p        *prose
	i, j     int
	deed     Intent // what it asks for, NoIntent where it asks for nothing
	at       int    // the token of the first object; −1 without one
	verb     int    // the token of a decision's verb; −1 without one
	numbers  []string
	people   bool
	names    []string
	negated  bool // what it names is not to be done
	aside    bool // a number is named beside the matter: "as for R-1002"
	verbs    int  // of decisions
	both     bool // it speaks of extending and of ending, and of several people
	days     int
	sentence int // its sentence's first token
}

func (c *clause) objects() bool { return c.at >= 0 }

func (c *clause) decides() bool { return decision(c.deed) }

// piece is one thing asked for, and the clauses that say it.
type piece struct {
	deed    Intent
	clauses []*clause
	numbers []string
	objects bool
	days    int
}

func (w *piece) add(c *clause) {
	w.clauses = append(w.clauses, c)
	w.numbers = append(w.numbers, c.numbers...)
	w.objects = w.objects || c.objects()
	w.days += c.days
}

// last is the piece's clause that a following one continues.
func (w *piece) last() *clause { return w.clauses[len(w.clauses)-1] }

// lacks: one of the numbers is none of the piece's.
func (w *piece) lacks(numbers []string) bool {
	for _, n := range numbers {
		if !slices.Contains(w.numbers, n) {
			return true
		}
	}
	return false
}

func decision(i Intent) bool { return i == Approve || i == Deny }

// readWishes fills in Wishes and Tangled.
func (r *reader) readWishes() {
	switch r.out.Intent {
	case Approve, Deny, RequestAccount, RequestExtension, EndAccount, ResendActivation:
	default:
		return
	}
	if r.only != "" || len(r.regions) == 0 || r.regions[0].fwd || r.regions[0].attach {
		return
	}
	list := r.clauses()
	knotted := false
	for _, c := range list {
		if c.deed != NoIntent {
			r.out.Objects = append(r.out.Objects, c.names...)
		}
		knotted = knotted || c.both || decision(r.out.Intent) && (c.aside || len(c.numbers) > 1 && c.verbs > 1)
	}
	pieces, tangled := r.pieces(list)
	tangled = tangled || knotted || !decision(r.out.Intent) && sparesSomebody(list)
	switch {
	case tangled:
		r.out.Tangled = true
	case len(pieces) > 1 && r.differ(pieces):
		r.readPieces(pieces)
	}
}

// sparesSomebody: something is not to be done to somebody, and to be done to somebody else ("please
// do not extend Mei; extend Jane until June").
func sparesSomebody(list []*clause) bool {
	var asked, spared []string
	for _, c := range list {
		switch {
		case c.negated:
			spared = append(spared, c.names...)
		case c.deed != NoIntent:
			asked = append(asked, c.names...)
		}
	}
	return len(asked) > 0 && slices.ContainsFunc(spared, func(name string) bool {
		return !slices.ContainsFunc(asked, func(other string) bool { return sameName(strings.Fields(name), strings.Fields(other)) })
	})
}

// namePeople lists who is named, so that nobody is overlooked whom the reading did not take.
func (r *reader) namePeople() {
	for _, p := range r.proses {
		if p.region.fwd {
			continue
		}
		for i := range p.region.mentions {
			m := &p.region.mentions[i]
			if name := strings.Join(m.words, " "); m.prose == p && !m.nobody && !slices.Contains(r.out.People, name) {
				r.out.People = append(r.out.People, name)
			}
		}
	}
}

// clauses cuts the sender's running text. Forwarded words, attachments and forms ask for nothing
// by themselves.
func (r *reader) clauses() []*clause {
	var out []*clause
	for _, p := range r.proses {
		if p.subject || p.region != r.regions[0] {
			continue
		}
		for i := 0; i < len(p.toks); {
			end := p.sentenceEnd(i)
			for k := i + 1; k < end; k++ {
				if p.heads(k) {
					end = k
				}
			}
			for from := i; from < end; {
				to := from
				for to < end && !p.cuts(to, end) {
					to++
				}
				if c := r.clauseAt(p, from, to); c != nil {
					c.sentence = i
					out = append(out, c)
				}
				from = to + 1
			}
			i = end
		}
	}
	return out
}

// heads: token k begins a line of a list, one that a decision heads ("Declined: R-1002") or a
// request's number ("R-1002 approved", "| R-1002 | denied |"). A line that only goes on after "and"
// or a comma is none.
func (p *prose) heads(k int) bool {
	t := p.toks
	if !strings.Contains(p.region.text[t[k-1].end:t[k].start], "\n") || t[k-1].is("and", "or", ",", "&") {
		return false
	}
	if t[k].has(vApprove|vDeny) {
		return k+1 < len(t) && t[k+1].is(":")
	}
	n := k
	for n < len(t) && n < k+3 && (t[n].kind == punct || t[n].kind == number) {
		n++
	}
	return n < len(t) && requestNumber(t, n) != ""
}

// cuts: a new clause may begin after token k. A comma inside a date, a name or a number does not
// part anything.
func (p *prose) cuts(k, end int) bool {
	t := p.toks
	for _, d := range p.dates {
		if k > d.i && k < d.j-1 {
			return false
		}
	}
	switch {
	case t[k].is(";"), t[k].is("but", "while", "whereas", "and", "&"):
		return true
	case t[k].is("plus"), t[k].is("well") && k > 0 && t[k-1].is("as") && k+1 < end && t[k+1].is("as"):
		return true
	case t[k].is("–", "—"):
		return !t[k].glued
	case t[k].is(","):
		return k+1 < end && !(t[k+1].kind == number && len(t[k+1].text) == 4)
	}
	return false
}

func (r *reader) clauseAt(p *prose, i, j int) *clause {
	if i >= j {
		return nil
	}
	c := &clause{p: p, i: i, j: j, deed: NoIntent, at: -1, verb: -1}
	object := func(k int) {
		if c.at < 0 || k < c.at {
			c.at = k
		}
	}
	for k := i; k < j; k++ {
		if n := requestNumber(p.toks, k); n != "" {
			c.numbers = append(c.numbers, n)
			c.aside = c.aside || near(p.toks, k, -2, "as", "like", "see", "than", "unlike", "cf", "with")
			object(k)
		}
		if p.isAccountID(k) {
			c.people = true
			object(k)
		}
		if p.toks[k].has(vApprove | vDeny) {
			c.verbs++
		}
		if c.verb < 0 && p.toks[k].is("approve", "approved", "approves", "approving", "deny", "denied", "decline", "declined", "reject", "rejected", "refuse", "refused", "yes", "no", "ok", "okay", "authorize", "authorized") {
			c.verb = k
		}
	}
	for n := range p.region.mentions {
		if m := &p.region.mentions[n]; m.prose == p && m.i >= i && m.i < j && !m.nobody {
			c.people = true
			c.names = append(c.names, strings.Join(m.words, " "))
			object(m.i)
		}
	}
	for _, d := range p.dates {
		if d.i >= i && d.i < j {
			c.days++
		}
	}
	points := map[Intent]int{}
	words := p.sentence(i, j, r)
	asked := len(words.acts) == 0 && c.objects() // "Extension for Jane Doe until June 30"
	for _, a := range words.acts {
		future := a.at >= 2 && p.toks[a.at-1].is("to") && p.toks[a.at-2].is("going") // "is going to expire"
		asked = asked || a.mood.asks() && !future
		c.negated = c.negated || a.negated && a.lex.any(vExtend|vEnd)
	}
	words.intents(func(in Intent, n int, _ string) { points[in] += n }, r)
	most := 2 // as of a whole message: see leastPoints
	for _, in := range byWeight {
		if points[in] > most && in != SupplyDetails && in != Status && in != Help && (asked || decision(in)) {
			c.deed, most = in, points[in] // "her account ends in March" asks for no ending
		}
	}
	extends, ends := words.lex.any(vExtend|nExtension), words.lex.any(vEnd)
	if c.deed == NoIntent && !decision(r.out.Intent) && asked && c.people && !c.negated && extends != ends {
		// "Mei Lin: end on March 1", "End of access for Mei Lin": the verb, or the account, is understood
		c.deed = EndAccount
		if extends {
			c.deed = RequestExtension
		}
	}
	c.both = extends && ends && len(c.names) > 1
	if c.deed == NoIntent && decision(r.out.Intent) && c.objects() {
		// "yes to R-1001, no to R-1002": beside an object the bare word decides
		switch {
		case p.toks[i].is("yes", "ok", "okay"):
			c.deed = Approve
		case p.toks[i].is("no", "not"):
			c.deed = Deny
		}
	}
	return c
}

// pieces joins clauses to what they belong to. A clause that asks for nothing and names nobody
// goes with the one before. One that only names somebody shares the verb of the clause before it
// where that verb came first ("extend A until May, B until June"), or of the clause after it
// ("A and B are approved").
func (r *reader) pieces(list []*clause) (out []*piece, tangled bool) {
	wanted := func(in Intent) bool { return in != NoIntent && decision(in) == decision(r.out.Intent) }
	var waiting []*clause
	current := func() *piece {
		if len(out) == 0 {
			return nil
		}
		return out[len(out)-1]
	}
	settle := func() { // what waited for a verb that did not come
		for _, c := range waiting {
			if cur := current(); cur != nil {
				tangled = tangled || decision(r.out.Intent) && cur.lacks(c.numbers)
				cur.add(c)
			}
		}
		waiting = nil
	}
	for _, c := range list {
		cur := current()
		if len(waiting) > 0 && waiting[len(waiting)-1].sentence != c.sentence {
			settle()
			cur = current()
		}
		same := cur != nil && cur.last().sentence == c.sentence
		switch {
		case wanted(c.deed) && same && c.verb > c.at && c.at >= 0 && !cur.last().decides() && cur.last().objects():
			return out, true // "I approve A, B and C are declined"
		case wanted(c.deed) && (c.objects() || len(waiting) > 0 || cur == nil || cur.deed != c.deed):
			w := &piece{deed: c.deed}
			for _, before := range waiting {
				w.add(before)
			}
			waiting = nil
			w.add(c)
			out = append(out, w)
		case c.deed != NoIntent && !wanted(c.deed) && c.deed == EndAccount && c.people:
			tangled = true // a decision, and an ending
		case !c.objects() || wanted(c.deed):
			if cur != nil {
				cur.add(c)
			}
		case same && cur.verbFirst():
			switch {
			case c.days > 0 && cur.days > 0:
				w := &piece{deed: cur.deed}
				w.add(c)
				out = append(out, w)
			default:
				// "approved until June, and R-1002"; "approved, as was R-1002"
				tangled = tangled || decision(cur.deed) && len(c.numbers) > 0 && (cur.days > 0 || !cur.objects)
				cur.add(c)
			}
		case c.i == c.sentence || same || cur == nil:
			waiting = append(waiting, c)
		default:
			cur.add(c)
		}
	}
	settle()
	return out, tangled
}

// verbFirst: the piece's verb stands before whom it names, so that what follows may share it.
func (w *piece) verbFirst() bool {
	first := w.clauses[0]
	return !decision(w.deed) || first.verb >= 0 && (first.at < 0 || first.verb < first.at)
}

// differ: the pieces are not one thing asked for several: they ask for different things, or each
// for its own guest's own day where the whole was not read so.
func (r *reader) differ(pieces []*piece) bool {
	dated := 0
	for _, w := range pieces {
		if w.deed != pieces[0].deed {
			return true
		}
		if w.days > 0 {
			dated++
		}
	}
	if dated == 0 {
		return false
	}
	if decision(pieces[0].deed) {
		return true
	}
	return dated == len(pieces) && len(r.out.Guests) < len(pieces)
}

// readPieces reads each piece by itself, those that are alike and stand together as one.
func (r *reader) readPieces(pieces []*piece) {
	type stretch struct {
		deed Intent
		from int
	}
	var cut []stretch
	alike := true
	for _, w := range pieces {
		alike = alike && w.deed == pieces[0].deed
	}
	for _, w := range pieces {
		if n := len(cut); n > 0 && cut[n-1].deed == w.deed && !alike && !decision(w.deed) {
			continue
		}
		c := w.clauses[0]
		cut = append(cut, stretch{w.deed, c.p.toks[c.i].start})
	}
	text := r.regions[0].text
	wishes := make([]Reading, 0, len(cut))
	for n, s := range cut {
		from, to := 0, len(text)
		if n > 0 {
			from = s.from
		}
		if n+1 < len(cut) {
			to = cut[n+1].from
		}
		wishes = append(wishes, r.readPiece(seams.ReplaceAllString(text[from:to], ""), s.deed))
	}
	r.settleWishes(wishes)
}

// seams are what joined a piece to the next.
var seams = regexp.MustCompile(`[\s,;–—&]+(and|but|while|whereas)?\s*$`)

// readPiece reads a stretch of the text as a message of its own: from the same sender, in answer
// to the same mail, and of which it is known what it asks.
func (r *reader) readPiece(text string, deed Intent) Reading {
	m := *r.m
	m.Text = text
	if r.subjectOwn {
		m.Subject = "" // it speaks of the whole
	}
	if deed != RequestAccount {
		m.Attachments = nil
	}
	again := newReader(&m, r.opts)
	again.only = deed
	again.segment()
	again.sender()
	again.understand()
	again.finish()
	out := again.out
	out.Screen, out.ScreenReason, out.Sender, out.Reply, out.Unread = r.out.Screen, r.out.ScreenReason, r.out.Sender, r.out.Reply, r.out.Unread
	out.SponsorHUID, out.SponsorName = r.out.SponsorHUID, r.out.SponsorName
	out.Route, out.RouteReason = r.routeFor(deed)
	return out
}

// routeFor is the route of what a piece asks for: the signature, which is under the last of them
// alone, tells of all.
func (r *reader) routeFor(deed Intent) (Route, string) {
	before := r.out
	defer func() { r.out = before }()
	r.out.Intent, r.out.Route, r.out.RouteReason = deed, HMS, ""
	r.routeOf()
	return r.out.Route, r.out.RouteReason
}

// settleWishes keeps the wishes where each says whom it is for, and nobody is in two of them.
func (r *reader) settleWishes(wishes []Reading) {
	var kept []Reading
	for _, w := range wishes {
		named := namesSomebody(w)
		switch {
		case named, decision(w.Intent) && len(w.RequestNumbers) > 0:
			kept = append(kept, w)
		case w.Intent == RequestAccount || w.Intent == ResendActivation:
			// "she needs an account", "the code": about what the others are about
		default:
			r.out.Tangled = true
			return
		}
	}
	for n, w := range kept {
		for k, other := range kept[:n] {
			if !shareGuest(w, other) {
				continue
			}
			if w.Intent == RequestAccount || other.Intent == RequestAccount {
				// a guest whose account is extended "needs an account": no second wish
				drop := n
				if other.Intent == RequestAccount {
					drop = k
				}
				r.settleWishes(slices.Delete(slices.Clone(kept), drop, drop+1))
				return
			}
			r.out.Tangled = true
			return
		}
	}
	if len(kept) < 2 {
		return
	}
	if len(r.regions) > 1 && kept[len(kept)-1].Intent != RequestAccount {
		r.out.Tangled = true // whose the forwarded or attached details are can't be told
		return
	}
	r.out.Wishes = kept
}

func namesSomebody(w Reading) bool {
	for _, g := range w.Guests {
		if g.GivenName != nil || g.FamilyName != nil || g.Email != nil || g.HUID != nil || g.AccountID != nil {
			return true
		}
	}
	return false
}

// shareGuest: a number or a person stands in both.
func shareGuest(a, b Reading) bool {
	for _, n := range a.RequestNumbers {
		if slices.Contains(b.RequestNumbers, n) {
			return true
		}
	}
	for _, g := range a.Guests {
		for _, h := range b.Guests {
			name, other := wordsOf(g), wordsOf(h)
			if len(name) > 0 && sameName(name, other) || g.AccountID != nil && h.AccountID != nil && *g.AccountID == *h.AccountID {
				return true
			}
		}
	}
	return false
}

func wordsOf(g Guest) []string {
	var out []string
	for _, part := range []*string{g.GivenName, g.FamilyName} {
		if part != nil {
			out = append(out, strings.Fields(*part)...)
		}
	}
	return out
}
