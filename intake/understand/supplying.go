package understand

import "strings"

// details are what an earlier request may lack.
var details = set("hsr email e-mail address name names date dates day huid id number detail details information info answer answers")

// completes: what an earlier request lacked is given.
func (s *sentence) completes(add adder, r *reader) {
	t := s.t
	for k := s.i; k < s.j; k++ {
		if requestNumber(t, k) != "" && !s.p.quotedSubject(r) {
			add(SupplyDetails, 2, "an earlier request is named")
			break
		}
	}
	why := "it completes an earlier request"
	for k := s.i; k < s.j; k++ {
		w := &t[k]
		next := func(n int) *token {
			if k+n < s.j {
				return &t[k+n]
			}
			return &token{}
		}
		switch {
		case w.is("you", "you've", "you'd") && !s.please:
			// "you asked for", "you were missing", "what you needed"
			for n := 1; n <= 3; n++ {
				v := next(n)
				if v.is("asked", "asking", "needed", "requested", "missing", "wanted", "lack", "lacked", "inquired") && !s.question {
					add(SupplyDetails, 4, why)
					return
				}
				if !v.has(gBe|gHave|gModal) && !v.is("also", "still") {
					break
				}
			}
		case w.is("here", "here's", "attached", "below", "enclosed", "this") && (next(1).has(gBe) || w.is("here's")) && near(t[:s.j], k, 5, "hsr", "email", "e-mail", "address", "name", "date", "day", "huid", "number", "detail") && s.lex&(nAccount|nGuest|gPlease) == 0 && !s.question && !s.p.region.fwd && !s.p.subject,
			w.is("owe", "owed") && (s.anyOf(k+1, details) || r.completing):
			add(SupplyDetails, 4, why)
			return
		case w.has(vForget) && w.has(fPast|fBase) && next(1).is("to", "the", "her", "his", "their", "one", "about") && (s.lex&gFirst != 0 || k == s.i) && !w.is("miss", "missed", "overlook"):
			add(SupplyDetails, 4, why)
			return
		case w.is("left") && next(1).is("out") || w.is("as") && next(1).is("promised", "requested") && !s.p.region.fwd:
			add(SupplyDetails, 4, why)
			return
		case w.is("missing", "outstanding", "lacking", "absent") && (k > s.i && t[k-1].is("was", "were", "the", "still", "is") && !(t[k-1].is("is", "still") && s.question) || next(1).is("piece", "details", "detail", "information", "info", "email", "data", "item", "items", "hsr", "date", "dates")) && s.lex&(nCode|nActivate) == 0:
			add(SupplyDetails, 4, why)
			return
		case w.is("my", "our") && (next(1).is("earlier", "previous", "last", "prior", "original", "first") && next(2).has(nRequest|nMessage|nMessage) || next(1).is("request") && next(2).is("of", "from")) && !s.question:
			add(SupplyDetails, 4, why)
			return
		case w.is("following", "further") && s.lex&nRequest != 0 && s.any("with") && s.any("address", "email", "hsr", "date", "number", "details", "name") && !s.question:
			add(SupplyDetails, 4, why)
			return
		case w.is("complete", "completes", "completing", "finish") && (next(1).is("my", "our", "the") && next(2).has(nRequest)):
			add(SupplyDetails, 4, why)
			return
		case w.is("to") && next(1).is("my", "our") && next(2).has(nRequest):
			add(SupplyDetails, 4, why)
			return
		}
	}
}

func (p *prose) quotedSubject(r *reader) bool { return p.subject && !r.subjectOwn }

// requestNumber reads GR-1042, R-1042 or "request 1042" at token k.
func requestNumber(t []token, k int) string {
	if t[k].kind == word && t[k].is("gr", "r") && k+2 < len(t) && t[k+1].is("-") && t[k+2].kind == number && digits(t[k+2].text) {
		return strings.ToUpper(t[k].text) + "-" + t[k+2].text
	}
	return ""
}

// promises: all that is said is that the details will follow: "I'll ask her and get back
// to you by Friday".
func (r *reader) promises() bool {
	promised := false
	for _, p := range r.proses {
		if p.region.fwd || p.subject {
			continue
		}
		if len(p.emailEvidence(r.notGuestEmail)) > 0 || len(p.numberEvidence()) > 0 || len(r.forms) > 0 {
			return false
		}
		for i := 0; i < len(p.toks); {
			x := sentence{p: p, t: p.toks, i: i, j: p.sentenceEnd(i)}
			if x.promise() {
				promised = true
			} else if x.namesDay() {
				return false
			}
			i = x.j
		}
	}
	return promised
}

// promise: the writer will answer later.
func (s *sentence) promise() bool {
	return s.phrase("back", "to", "you") || s.phrase("let", "you", "know") && s.any("i'll", "we'll", "will", "once", "when")
}
