package understand

import "slices"

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
