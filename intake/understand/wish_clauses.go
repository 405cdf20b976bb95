package understand

import "strings"

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
	if t[k].has(vApprove | vDeny) {
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
	if asked || words.mayDecide(r) {
		words.intents(func(in Intent, n int, _ string) { points[in] += n }, r)
	}
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
