package understand

import "strings"

// decisionNote is the decider's own words with greeting and signature left out: what
// a denial gives as its reason, or what is said beside "approved".
func (r *reader) decisionNote() string {
	if len(r.regions) == 0 {
		return ""
	}
	g := r.regions[0]
	var parts []string
	for i := g.from; i < g.to; i++ {
		if g.lines[i].kind == Own && !g.lines[i].blank() {
			parts = append(parts, strings.TrimSpace(g.lines[i].text))
		}
	}
	note := strings.Join(parts, " ")
	bare := strings.Trim(strings.ToLower(note), " .!,")
	switch bare {
	case "approved", "approve", "yes", "ok", "okay", "denied", "deny", "declined", "no", "approved, please go ahead", "approved, thanks", "approved, thank you":
		return ""
	}
	return note
}

// decides: a decision on a request, said as one.
func (s *sentence) decides(add adder, r *reader) {
	p, t := s.p, s.t[s.i:s.j]
	any, phrase := s.any, s.phrase
	decider := r.context == toDecision || r.fromAcademicAffairs()
	pts := 3
	if decider {
		pts = 7
	}
	if p.region.fwd || p.subject && !r.subjectOwn {
		return
	}
	for k := range t {
		switch {
		case t[k].is("not", "can't", "cannot", "won't", "don't", "unable", "never", "couldn't", "didn't", "aren't", "isn't") && near(t, k, 6, "approve", "approved", "support", "endorse", "authorize", "authorise", "agree", "proceed", "sponsor", "grant") && !near(t, k, 6, "yet"):
			add(Deny, pts+2, "a decision against the request")
			return
		case t[k].is("deny", "denied", "denies", "denying", "decline", "declined", "declines", "declining", "reject", "rejected", "rejects", "refuse", "refused", "disapprove", "disapproved", "turn", "turned", "turning"):
			if t[k].is("turn", "turned", "turning") && !near(t, k, 4, "down") {
				continue
			}
			if !decider && !(t[k].first || performative(t, k)) {
				continue
			}
			if conditional(t, k) {
				continue
			}
			add(Deny, pts+1, "a decision against the request")
			return
		}
	}
	if decider && (phrase("do", "not", "create") || phrase("don't", "create") || phrase("not", "go", "ahead") || phrase("do", "not", "proceed") || phrase("not", "eligible") || phrase("should", "not", "be") && any("created", "set", "given")) {
		add(Deny, pts, "a decision against the request")
	}
	for k := range t {
		if t[k].is("approve", "approved", "approves", "approval", "authorize", "authorized", "authorise", "authorised", "granted", "endorse", "approving", "endorsed") {
			if t[k].is("approval") && !(k > 0 && t[k-1].is("our", "my", "has", "with", "have", "has") && decider) {
				continue
			}
			if conditional(t, k) {
				continue
			}
			if !decider {
				// "The HSR has been approved" decides nothing here
				if !performative(t, k) && !(t[k].first) || near(t, k, -6, "hsr", "role", "appointment", "visa") {
					continue
				}
			} else if near(t, k, -6, "hsr", "role", "visa") {
				continue
			}
			add(Approve, pts, "a decision for the request")
			return
		}
	}
	if decider && (phrase("go", "ahead") || phrase("fine", "with") || phrase("no", "objection") || phrase("no", "objections") || phrase("ok", "with") || phrase("okay", "with") || phrase("you", "may", "proceed") || phrase("please", "proceed") || phrase("good", "to", "go") || phrase("happy", "to", "support") || phrase("we", "support") || phrase("please", "create") || phrase("please", "set", "up") || phrase("signed", "off") || phrase("sign", "off") || phrase("okay", "from") || phrase("ok", "from")) {
		add(Approve, pts-1, "a decision for the request")
	}
}

// performative: "I approve", "we have approved", "is approved", "Academic Affairs approves".
func performative(t []token, k int) bool {
	for n := max(0, k-4); n < k; n++ {
		if t[n].is("i", "we", "hereby", "request", "this", "i'm", "affairs", "we've", "i've", "extension", "it") {
			return true
		}
	}
	return k <= 1
}

// conditional: "if it is approved", "once approved", "to be approved", "waiting for approval", a question.
func conditional(t []token, k int) bool {
	for n := max(0, k-6); n < k; n++ {
		if t[n].is("if", "once", "whether", "until", "unless", "when", "waiting", "await", "awaiting", "before", "pending", "should") {
			return true
		}
	}
	return len(t) > 0 && t[len(t)-1].is("?")
}

// bareDecision reads answers to a request for a decision that name no decision:
// "yes", "sounds good to me", "I'd rather not". A negation in the first sentence says
// no, unless what is negated is itself an obstacle ("no objection").
func (r *reader) bareDecision(add adder) {
	for _, p := range r.proses {
		if p.subject || p.region.fwd || len(p.toks) == 0 {
			continue
		}
		t := p.toks[:p.sentenceEnd(0)]
		question := t[len(t)-1].low == "?"
		yes, no, obstacle := false, false, false
		for k := range t {
			yes = yes || t[k].is("yes", "ok", "okay", "sure", "yep", "agreed", "agree", "fine", "confirmed", "yeah", "+1", "granted", "good", "great", "happy", "glad", "perfect", "works", "absolutely", "certainly", "support", "ahead", "proceed", "course", "definitely", "correct", "right")
			no = no || t[k].has(gNot) && !t[k].is("hardly") || t[k].is("nope", "unfortunately", "afraid")
			obstacle = obstacle || t[k].is("objection", "objections", "problem", "problems", "concerns", "concern", "issue", "issues", "reservations", "worries", "hesitation", "reason")
		}
		switch {
		case question:
		case no && !obstacle || t[0].is("sorry"):
			add(Deny, 5, "it says no to a request for a decision")
		case yes || obstacle && no:
			add(Approve, 6, "it says yes to a request for a decision")
		}
		return
	}
}

func (r *reader) fromAcademicAffairs() bool {
	for _, a := range r.opts.AcademicAffairs {
		if strings.EqualFold(a, r.m.Sender().Email) {
			return true
		}
	}
	return false
}

// phrase: the words stand in the sentence one after the other.
func (s *sentence) phrase(words ...string) bool {
	for k := s.i; k+len(words) <= s.j; k++ {
		ok := true
		for n, w := range words {
			ok = ok && s.t[k+n].low == w
		}
		if ok {
			return true
		}
	}
	return false
}
