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

// Words that decide about a request.
var (
	assentVerbs  = set("approve approved approves approving authorize authorized authorizes authorise authorised authorises grant granted endorse endorsed endorses sanction sanctioned okayed okays ok'd greenlight greenlit green-lit")
	refusalVerbs = set("deny denied denies denying decline declined declines declining reject rejected rejects rejecting refuse refused refuses disapprove disapproved disapproves veto vetoed")

	// What these say is a decision only where one was asked for, or from who decides.
	deciderAssents  = set("support supports supported consent consents consented concur concurs agree agrees agreed cleared proceed ahead")
	deciderRefusals = set("ineligible premature")

	// assentNouns are given: "has our okay", "you have the green light".
	assentNouns = set("approval okay ok blessing consent support endorsement go-ahead goahead sign-off signoff clearance permission assent agreement green-light light thumbs nod")
	// contentment is with something: "fine with us", "happy to see her come".
	contentment = set("fine ok okay good happy glad comfortable content alright great")
	// obstacles are what a decider has none of.
	obstacles = set("objection objections problem problems concern concerns issue issues reservation reservations worries hesitation reason")
)

// verdict is what a word says about a request.
type verdict int8

const (
	undecided verdict = iota
	assent
	refusal
)

// decides: a decision on a request, said as one. A refusal anywhere in the sentence
// outweighs the friendly words around it.
func (s *sentence) decides(add adder, r *reader) {
	if s.p.region.fwd || s.p.quotedSubject(r) {
		return
	}
	decider := r.context == toDecision || r.fromAcademicAffairs()
	points := 3
	if decider {
		points = 7
	}
	t := s.t[s.i:s.j]
	approves := 0
	for k := range t {
		v, weak := verdictAt(t, k, decider)
		if v == undecided || conditional(t, k) || !decider && !(t[k].first || performative(t, k)) || near(t, k, -6, "hsr", "role", "visa") {
			continue
		}
		if denied := denies(t, k); denied && near(t, k, 2, "yet") {
			continue // not decided yet
		} else if denied {
			v = assent + refusal - v
		}
		if v == refusal {
			add(Deny, points+1, "a decision against the request")
			return
		}
		if !decider && near(t, k, -6, "appointment") {
			continue // "the appointment has been approved" decides nothing here
		}
		if weak {
			approves = max(approves, points-1)
		} else {
			approves = points
		}
	}
	if approves == 0 && decider {
		switch s.orders() {
		case assent:
			approves = points - 1
		case refusal:
			add(Deny, points, "a decision against the request")
			return
		}
	}
	if approves > 0 {
		add(Approve, approves, "a decision for the request")
	}
}

// mayDecide: a word stands in the sentence that decides; of who decides any word may.
func (s *sentence) mayDecide(r *reader) bool {
	if r.context == toDecision || r.fromAcademicAffairs() {
		return true
	}
	for k := s.i; k < s.j; k++ {
		if v, _ := verdictAt(s.t, k, false); v != undecided {
			return true
		}
	}
	return false
}

// verdictAt tells what the word at k decides, and whether it only does so by the way.
func verdictAt(t []token, k int, decider bool) (v verdict, weak bool) {
	w := &t[k]
	switch {
	case assentVerbs[w.low]:
		return assent, false
	case refusalVerbs[w.low], w.is("turn", "turned", "turning", "vote", "voted") && near(t, k, 4, "down"):
		return refusal, false
	case !decider:
		return undecided, false
	case deciderAssents[w.low] && !(w.low == "ahead" && !near(t, k, -1, "go", "going", "gone", "went")):
		return assent, true
	case deciderRefusals[w.low], w.low == "against" && near(t, k, -3, "decided", "decide", "voted", "vote", "advise", "recommend", "are", "am"), w.low == "no" && near(t, k, -2, "say", "said", "saying", "answer"):
		return refusal, false
	case assentNouns[w.low] && near(t, k, -4, "our", "my", "has", "have", "gets", "get", "got", "give", "gives", "gave", "given", "with", "full", "green") || assentNouns[w.low] && near(t, k, 2, "given", "granted", "attached"):
		return assent, true
	case w.is("eligible", "qualify", "qualifies", "okay", "ok", "appropriate", "justified", "warranted", "advisable", "possible", "feasible") && denies(t, k):
		return assent, true // denied: a refusal
	case contentment[w.low] && near(t, k, 1, "with", "by", "to", "from", "for"):
		return assent, true
	case w.is("sign", "signed", "signs") && near(t, k, 1, "off"):
		return assent, true
	case obstacles[w.low] && denies(t, k) && !(w.low == "issue" && k > 0 && (t[k-1].low == "not" || t[k-1].has(gDo))): // "don't issue anything"
		return refusal, true // denied: an assent
	case w.is("thumbs") && near(t, k, 1, "up"):
		return assent, true
	}
	return undecided, false
}

// denies: a negation, or what is as good as one, stands close before token k.
func denies(t []token, k int) bool {
	for n := k - 1; n >= max(0, k-6); n-- {
		if t[n].kind == punct && !t[n].is("'", "-") {
			return false
		}
		if t[n].has(gNot) || t[n].is("unable", "zero", "hesitant", "reluctant") || t[n].low == "rather" && n == k-1 {
			return true
		}
	}
	return false
}

// orders: the account is to be made, as only who agrees to it says: "please create it",
// or is not: "don't create it".
func (s *sentence) orders() verdict {
	for _, a := range s.acts {
		if !a.lex.any(vCreate|vExtend|vEnrol) || a.mood != directive || s.question {
			continue
		}
		if a.negated {
			return refusal
		}
		return assent
	}
	return undecided
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
			obstacle = obstacle || obstacles[t[k].low] && denies(t, k)
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
