package understand

import "strings"

// accountWords name what is asked for.
var accountWords = set("account accounts acct accts acount accout accnt access login logins log-in sign-in ecommons credentials username userid id hms-account logon")

// score is what speaks for one intent. body is the part of it that stands in the text
// itself: a subject names the matter, and the text says what is wanted.
type score struct {
	points, body int
	most         int // of one sentence
	why          string
	span         Span // of the sentence that why is about
}

// scores hold one score for each intent that a message can have.
type scores map[Intent]*score

// byWeight orders the intents for equal scores: what does more comes first.
var byWeight = []Intent{Deny, Approve, ResendActivation, EndAccount, RequestExtension, RequestAccount, SupplyDetails, Status, Help}

// leastPoints must be exceeded for an intent to be believed.
const leastPoints = 2

func newScores() scores {
	s := make(scores, len(byWeight))
	all := make([]score, len(byWeight))
	for n, i := range byWeight {
		s[i] = &all[n]
	}
	return s
}

func (s scores) add(i Intent, n int, why string) {
	s[i].points += n
	if n > 0 && s[i].why == "" {
		s[i].why = why
	}
}

// readIntent weighs what the sender's own words, the subject, a form and the message
// that is answered say together.
func (r *reader) readIntent() {
	s := newScores()
	r.completing = r.context == toAsk || r.namesRequest() && !r.namesAccountID()
	if r.context != toAsk && r.context != toDecision && r.context != toHelp {
		r.seen = r.described()
	}
	r.newcomer = !r.completing && r.seen.newcomer() && !r.namesAccountID()
	r.weighWords(s)
	r.weighForms(s)
	r.weighWhole(s)
	r.weighContext(s)
	best, top := NoIntent, score{points: leastPoints, why: "nothing in it asks for anything"}
	for _, i := range byWeight {
		if s[i].points > top.points {
			best, top = i, *s[i]
		}
	}
	// A question in the text outranks a deed that the subject alone names.
	if q := s[Help]; best != Help && top.body <= 0 && q.body >= 4 && q.points >= top.points && (best == RequestExtension || best == EndAccount || best == ResendActivation) {
		best, top = Help, *q
	}
	// Help and status are questions; a message that gives the guest's details wants more than an answer.
	if best == Help && s[RequestAccount].points >= 4 && s[Help].points < s[RequestAccount].points+3 && r.detailsGiven() {
		best, top = RequestAccount, *s[RequestAccount]
	}
	if r.m.Calendar {
		best, top.why = NoIntent, "it is an invitation to a meeting"
	}
	if best != NoIntent && r.phishing() {
		best, top.why = NoIntent, "a stranger writes about our own account and asks for a password or a click"
	}
	if best == RequestAccount && r.invites() {
		best, top.why = NoIntent, "it invites people to an event"
	}
	if best != NoIntent && r.solicits() {
		best, top.why = NoIntent, "a stranger offers or sells something"
	}
	if (best == Help || !strings.HasSuffix(r.m.Sender().Email, "harvard.edu")) && best != NoIntent && !r.onTopic() && !(best == ResendActivation && r.speaksOf(nCode)) {
		best, top.why = NoIntent, "it speaks neither of guests nor of accounts"
	}
	r.out.Intent, r.out.IntentReason = best, top.why
	if top.span.End > top.span.Start && best != NoIntent {
		r.out.Evidence = append(r.out.Evidence, Evidence{Field: "intent", Value: string(best), Span: top.span, Strength: top.points, Reason: top.why, Guest: -1, Taken: true})
	}
}

// weighWords adds what each sentence asks for.
func (r *reader) weighWords(s scores) {
	r.news = r.nothingToDo()
	for _, p := range r.proses {
		if p.region.fwd && (r.news || r.ownWordsAsk(s)) {
			continue
		}
		for i := 0; i < len(p.toks); {
			j := p.sentenceEnd(i)
			add := func(in Intent, n int, why string) {
				if !p.subject {
					s[in].body += n
				}
				// the strongest sentence is the one to show
				if n > s[in].most {
					s[in].most, s[in].why, s[in].span = n, why, p.span(i, j)
				}
				s.add(in, n, why)
			}
			x := p.sentence(i, j, r)
			p.weighed = append(p.weighed, x)
			if !r.news || x.demands() && !x.disclaims() {
				x.intents(add, r)
			}
			i = j
		}
	}
}

// weighForms adds what a form's fields show: a new guest is described by where they
// come from and when, an existing account by its ID and a new end.
func (r *reader) weighForms(s scores) {
	guestForm := false
	for _, f := range r.forms {
		for _, g := range f.guests {
			if g.filled() > 0 && g.describes() {
				guestForm = true
			}
			if g.namesAccount() {
				s.add(RequestExtension, 2, "the form names an existing account")
				switch end, ok := g.get(fieldEnd); {
				case ok && end.label.closing && !g.has(fieldStart):
					s.add(EndAccount, 5, "the form says when to close an account")
				case g.has(fieldEnd) && !g.has(fieldStart):
					s.add(RequestExtension, 2, "")
				}
				if !g.has(fieldStart) && !g.has(fieldEmail) {
					guestForm = false
				}
			}
		}
	}
	if r.blankForm() && s[Help].points > 0 {
		s[RequestAccount].points -= 6
		s.add(Help, 3, "it asks about a form that nobody has filled in")
	}
	if guestForm {
		s.add(RequestAccount, 4, "a form or table describes a new guest")
	}
}

// weighWhole adds what the message says as a whole where no sentence asks outright,
// and compares what speaks for a new account with what speaks for an existing one.
func (r *reader) weighWhole(s scores) {
	other := r.otherIntent(s)
	if s[RequestAccount].points < 3 && !other && r.seen.guest() {
		s.add(RequestAccount, 4, "a guest is described with all that a request needs")
	}
	if !other && s[RequestAccount].points < 6 && s[Help].points < 3 && r.context == notReply && r.goesOn() {
		s.add(RequestExtension, 4, "an existing account and a later day are named")
	}
	if r.completing && r.context == notReply && !other && s[Help].points < 3 && (r.answersQuestions() || r.givesDetail()) {
		s.add(SupplyDetails, 3, "it names an earlier request and gives a detail of it")
	}
	if !r.otherIntent(s) && s[RequestAccount].points < 3 && s[Help].points < 3 && r.asksOnTopic() {
		s.add(Help, 3, "it asks a question about accounts or guests")
	}
	if s[Status].points >= 5 && !r.answersQuestions() && !r.givesRole() {
		s[SupplyDetails].points = 0 // "I refer to my request GR-1042": to ask after it
	}
	if s[RequestAccount].points > 0 && s[RequestExtension].points < 3 && s[EndAccount].points < 3 && r.detailsGiven() {
		s.add(RequestAccount, 3, "somebody who comes is described")
	}
	if !r.namesAccountID() {
		return
	}
	for _, i := range []Intent{RequestExtension, EndAccount, ResendActivation, Status} {
		if s[i].points > 0 {
			s.add(i, 1, "")
		}
	}
	s[RequestAccount].points -= 3
}

// weighContext adds what it means that a message of ours is answered.
func (r *reader) weighContext(s scores) {
	switch r.context {
	case toNotice:
		r.noticeReply(s)
	case toAsk:
		if r.news && !r.answersQuestions() || r.promises() {
			s[SupplyDetails].points = 0 // "please disregard, the visit has been called off"
			break
		}
		s.add(SupplyDetails, 6, "it answers our question for details")
		s[RequestAccount].points -= 3
		s[RequestExtension].points -= 2
	case toHelp:
		s[SupplyDetails].points = 0 // nothing was requested that could be completed
		if s[Help].points <= s[RequestAccount].points && r.answersQuestions() {
			s.add(RequestAccount, 5, "it gives what our explanation says is needed")
		}
	case toDecision:
		if s[Approve].points == 0 && s[Deny].points == 0 {
			r.bareDecision(s.add)
		}
	case toActivation:
		if s[ResendActivation].points > 0 {
			s.add(ResendActivation, 2, "")
		}
	}
	if r.context == toDecision || r.fromAcademicAffairs() {
		if s[Deny].points > 0 || s[Approve].points > 0 {
			for _, i := range []Intent{RequestAccount, RequestExtension, EndAccount, SupplyDetails, Status, Help} {
				s[i].points -= 8
			}
		}
	}
}

func (r *reader) ownWordsAsk(s scores) bool {
	for _, v := range s {
		if v.points >= 3 {
			return true
		}
	}
	return false
}

// otherIntent: something other than a new account or help was asked for.
func (r *reader) otherIntent(s scores) bool {
	for i, v := range s {
		if i != RequestAccount && i != Help && v.points >= 3 {
			return true
		}
	}
	return false
}
