package understand

import "strings"

// The words of asking. Each set is a class of verbs or nouns that the trade uses for
// the thing; the rules below combine them within a clause.
var (
	accountWords = set("account accounts acct accts acount accout accnt access login logins log-in sign-in ecommons credentials username userid id hms-account logon")
	createVerbs  = set("create creating created open opening set setup make making get getting need needs needed provide providing issue arrange arranging establish grant request requesting sponsor sponsoring give apply applying onboard onboarding have like add want wants require requires obtain new provision process register enroll organize organise start please")
	extendVerbs  = set("extend extending extends extension extensions extention prolong prolonging prolongation renew renewing renewal lengthen extended renewed prolonged reextend re-extend")
	endVerbsAsk  = set("close closing terminate terminating deactivate deactivating disable disabling revoke revoking remove removing cut cutting shut cancel cancelling canceling delete deleting suspend suspending block blocking lock discontinue kill switch turn closed terminated deactivated disabled revoked removed shutdown switched turned suspended blocked locked cancelled canceled discontinued stopped shutting deleting retired inactivate offboard off-board retire stop closure termination deactivation removal deprovision")
	troubleWords = set("nothing waiting waits bounced bounce typo accepted resend re-send resent again another never lost expired old spam junk deleted missing arrived arrive invalid works work wrong reissue re-issue reset regenerate fresh new received receive reached reach got get outdated found find rejected refused error stale disappeared accidentally")
)

type score struct {
	points int
	why    string
}

// intents weighs what the sender's own words, the subject, a form and the message
// that is answered say together.
func (r *reader) readIntent() {
	s := map[Intent]*score{}
	for _, i := range []Intent{RequestAccount, RequestExtension, EndAccount, ResendActivation, Status, Approve, Deny, SupplyDetails, Help} {
		s[i] = &score{}
	}
	add := func(i Intent, n int, why string) {
		s[i].points += n
		if n > 0 && s[i].why == "" {
			s[i].why = why
		}
	}
	words := 0
	for _, p := range r.proses {
		if p.region.fwd && r.ownWordsAsk(s) {
			continue
		}
		words += len(p.toks)
		for i := 0; i < len(p.toks); {
			j := p.sentenceEnd(i)
			p.sentenceIntent(i, j, add, r)
			i = j
		}
	}
	guestForm, guestRows := false, 0
	for _, f := range r.forms {
		for _, g := range f.guests {
			if g.useful() {
				guestRows++
			}
			n := 0
			for _, c := range g.cells {
				switch c.label.field {
				case fieldEmail, fieldStart, fieldDates, fieldAffiliation, fieldHSR, fieldRole, fieldEnd, fieldFrom:
					n++
				}
			}
			if n >= 2 && (g.has(fieldName) || g.has(fieldGiven) || g.has(fieldFamily)) {
				guestForm = true
			}
			if c, ok := g.get(fieldAccount); ok && !blankValue(c.value) && accountShape(strings.ToLower(c.value)) {
				add(RequestExtension, 2, "the form names an existing account")
				if g.has(fieldEnd) && !g.has(fieldStart) {
					add(RequestExtension, 2, "")
				}
				if !g.has(fieldStart) && !g.has(fieldEmail) {
					guestForm = false
				}
			}
		}
	}
	if guestForm {
		add(RequestAccount, 4, "a form or table describes a new guest")
	}
	if s[RequestAccount].points < 3 && !r.otherIntent(s) && r.context == notReply && r.describesGuest() {
		add(RequestAccount, 4, "a guest is described with all that a request needs")
	}
	if !r.otherIntent(s) && s[RequestAccount].points < 6 && s[Help].points < 3 && r.context == notReply && r.goesOn() {
		add(RequestExtension, 4, "an existing account and a later day are named")
	}
	if !r.otherIntent(s) && s[RequestAccount].points < 3 && s[Help].points < 3 && r.asksOnTopic() {
		add(Help, 3, "it asks a question about accounts or guests")
	}
	if s[RequestAccount].points > 0 && s[RequestExtension].points < 3 && s[EndAccount].points < 3 && r.detailsGiven() {
		add(RequestAccount, 3, "somebody who comes is described")
	}
	if s[Help].points > 0 && !strings.HasSuffix(r.m.Sender().Email, "harvard.edu") && !r.mentions("account", "activation", "activate", "hms", "harvard", "hsr") {
		s[Help].points = 0
	}
	hasAccount := false
	for _, p := range r.proses {
		for i := range p.toks {
			if p.isAccountID(i) && !p.region.fwd {
				hasAccount = true
			}
		}
	}
	if hasAccount {
		for _, i := range []Intent{RequestExtension, EndAccount, ResendActivation, Status} {
			if s[i].points > 0 {
				add(i, 1, "")
			}
		}
		s[RequestAccount].points -= 3
	}
	switch r.context {
	case toNotice:
		r.noticeReply(add)
	case toAsk:
		add(SupplyDetails, 6, "it answers our question for details")
		s[RequestAccount].points -= 3
		s[RequestExtension].points -= 2
	case toDecision:
		if s[Approve].points == 0 && s[Deny].points == 0 {
			r.bareDecision(add)
		}
	case toActivation:
		if s[ResendActivation].points > 0 {
			add(ResendActivation, 2, "")
		}
	}
	if r.context == toDecision || r.fromAcademicAffairs() {
		if s[Deny].points > 0 || s[Approve].points > 0 {
			for _, i := range []Intent{RequestAccount, RequestExtension, EndAccount, SupplyDetails, Status} {
				s[i].points -= 8
			}
		}
	}
	best, top := NoIntent, score{points: 2, why: "nothing in it asks for anything"}
	for _, i := range []Intent{Deny, Approve, ResendActivation, EndAccount, RequestExtension, RequestAccount, SupplyDetails, Status, Help} {
		if s[i].points > top.points {
			best, top = i, *s[i]
		}
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
	r.out.Intent, r.out.IntentReason = best, top.why
}

func (r *reader) ownWordsAsk(s map[Intent]*score) bool {
	for _, v := range s {
		if v.points >= 3 {
			return true
		}
	}
	return false
}

// sentenceIntent adds what one sentence, tokens [i, j), says.
func (p *prose) sentenceIntent(i, j int, add func(Intent, int, string), r *reader) {
	t := p.toks[i:j]
	question := false
	for k := range t {
		if t[k].is("?") {
			question = true
		}
	}
	find := func(words ...string) int {
		for k := range t {
			for _, w := range words {
				if t[k].low == w {
					return k
				}
			}
		}
		return -1
	}
	any := func(words ...string) bool { return find(words...) >= 0 }
	phrase := func(words ...string) bool {
		for k := 0; k+len(words) <= len(t); k++ {
			ok := true
			for n, w := range words {
				if t[k+n].low != w {
					ok = false
					break
				}
			}
			if ok {
				return true
			}
		}
		return false
	}
	negatedAt := func(k int) bool {
		for n := max(0, k-4); n < k; n++ {
			if t[n].is("not", "don't", "won't", "no", "never", "without", "n't", "didn't", "cannot", "can't", "doesn't", "isn't", "needn't") {
				return true
			}
		}
		return false
	}
	account := -1
	for k := range t {
		if accountWords[t[k].low] || strings.HasPrefix(t[k].low, "account") {
			account = k
			break
		}
	}
	offset := 0
	if p.subject {
		offset = -1
	}
	acted := false
	plain := add
	add = func(i Intent, n int, why string) {
		if n >= 3 && (i == RequestExtension || i == EndAccount || i == ResendActivation) {
			acted = true
		}
		plain(i, n, why)
	}

	// -- a question about how things work
	help := question && asksHow(t)
	if !question && !p.subject && (phrase("how", "do", "i") || phrase("how", "to") && any("wondering", "know", "explain", "understand", "unsure") || phrase("explain", "how") || phrase("information", "on", "how") || phrase("know", "how", "to") || phrase("wondering", "how") || phrase("wondering", "whether", "guests")) {
		help = true
	}
	if p.subject && (phrase("how", "do") || phrase("how", "does") || phrase("question", "about") || phrase("questions", "about") || phrase("how", "to")) {
		add(Help, 2, "the subject asks how this works")
	}
	status := statusQuestion(t, question, phrase, any)
	if status {
		add(Status, 5, "it asks how things stand")
		return
	}
	if help {
		add(Help, 4, "it asks how this works")
		return
	}
	if any("thinking") && any("may", "might", "sometime", "someday") || phrase("may", "want") || phrase("might", "need") || phrase("may", "need") || phrase("before", "i", "ask") || phrase("in", "the", "future") {
		add(Help, 1, "it speaks of a request that may come later")
		return
	}

	// -- activation
	act := find("activation", "activate", "activating", "activated")
	codeOrLink := find("code", "link")
	trouble := 0
	for k := range t {
		if troubleWords[t[k].low] {
			trouble++
		}
	}
	lost := act >= 0 && trouble > 0
	if lost {
		strong := any("resend", "re-send", "resent", "again", "never", "expired", "lost", "deleted", "reissue", "re-issue", "invalid", "missing", "spam", "junk", "another", "old", "regenerate", "stale", "outdated", "disappeared", "nothing", "waiting", "waits", "bounced", "typo") ||
			any("not", "didn't", "hasn't", "haven't", "no", "doesn't", "isn't", "don't", "didnt", "hasnt", "nothing", "cannot", "can't", "couldn't") && any("arrived", "arrive", "received", "receive", "reached", "reach", "got", "get", "found", "find", "work", "works", "working", "accepted", "seen", "come", "came", "gotten") ||
			phrase("new", "code") || phrase("new", "activation") || phrase("fresh", "activation") || phrase("new", "link") || phrase("fresh", "code") || phrase("fresh", "link") || any("send") && any("new", "fresh")
		if strong {
			add(ResendActivation, 6, "the activation is said to be lost, late or wanted again")
		}
	} else if any("resend", "re-send") || (phrase("send", "it", "again") || phrase("sent", "again") || phrase("send", "again") || phrase("send", "me", "a", "new")) {
		add(ResendActivation, 3, "something is to be sent again")
	} else if codeOrLink >= 0 && any("accepted", "rejected", "expired", "invalid", "old", "new", "work", "works", "another", "fresh") {
		add(ResendActivation, 3, "a code or link no longer works")
	}
	if p.subject && act >= 0 && r.subjectOwn {
		add(ResendActivation, 2, "the subject is the activation")
	}

	// -- ending
	for k := range t {
		w := t[k].low
		ends := endVerbsAsk[w] || w == "end" && endIsVerb(t, k) || w == "ended" || w == "ending" && k+1 < len(t) && !isDateWord(&t[k+1])
		if !ends || negatedAt(k) {
			continue
		}
		if k+1 < len(t) && t[k].is("close", "end", "cut", "closed") && t[k+1].is("to", "of", "up", "with") && !(t[k].low == "cut") {
			continue
		}
		obj := false
		for n := k + 1; n < len(t) && n <= k+9; n++ {
			if accountWords[t[n].low] || t[n].is("them", "him", "her", "it") && n <= k+2 || accountShape(t[n].low) {
				obj = true
			}
		}
		for n := max(0, k-9); n < k; n++ {
			if accountWords[t[n].low] || accountShape(t[n].low) {
				obj = true
			}
		}
		// what is done to people here is done to their accounts
		if strings.HasPrefix(w, "off") || strings.HasPrefix(w, "deactivat") || strings.HasPrefix(w, "disabl") || strings.HasPrefix(w, "terminat") || strings.HasPrefix(w, "suspend") {
			for n := k + 1; n < len(t) && n <= k+8; n++ {
				obj = obj || nameToken(t, n)
			}
		}
		if obj && !any("don't", "avoid", "before") {
			add(EndAccount, 5+offset, "an account is to be ended")
			break
		}
		if p.subject && (t[k].is("close", "terminate", "deactivate", "disable", "end", "offboard", "termination", "deactivation", "closure")) {
			add(EndAccount, 3, "the subject speaks of ending")
			break
		}
	}
	if phrase("no", "longer", "needs") || phrase("no", "longer", "need") || phrase("no", "longer", "with") || phrase("no", "longer", "works") || phrase("no", "longer", "be", "needed") || phrase("no", "longer", "requires") || phrase("no", "longer", "working") || phrase("will", "not", "be", "back") || phrase("not", "coming", "back") || phrase("won't", "be", "back") || phrase("not", "be", "returning") {
		add(EndAccount, 2, "the guest no longer needs the account")
	}
	if any("quit", "resigned", "resigning", "fired", "dismissed", "departed") || any("early", "earlier", "sooner") && any("end", "leaves", "leaving", "left", "leave", "ends", "ending", "finish", "finished") {
		add(EndAccount, 2, "the guest leaves")
	}
	if phrase("last", "day") && any("tomorrow", "today", "was", "yesterday") || phrase("has", "left") || phrase("left", "the") || phrase("left", "us") {
		add(EndAccount, 1, "the guest has left")
	}

	// -- extension
	for k := range t {
		w := t[k].low
		if extendVerbs[w] && !negatedAt(k) && !roleExtended(t, k) {
			switch {
			case t[k].is("extended", "renewed", "prolonged") && k > 0 && (t[k-1].is("was", "been", "were", "already", "you") || t[k-1].is("has") || k > 1 && t[k-2].is("was", "been")) && !any("be", "need", "needs", "should", "please", "want", "like"):
				// "has been extended": told, not asked
				add(RequestExtension, 0, "")
			case w == "extension" && k+1 < len(t) && t[k+1].is("form", "number", "ext", "cord", "school") && !p.subject:
			case near(t, k, -4, "may", "might", "possible", "possibly", "possibility", "perhaps", "option", "maybe", "eventually", "later") && !near(t, k, -4, "i", "we") && !question:
				// "with a possible extension": not now
			case w == "extension" && k+1 < len(t) && t[k+1].kind == number && len(t[k+1].text) <= 5:
			default:
				add(RequestExtension, 5+offset, "an extension is asked for")
			}
			break
		}
	}
	if k := find("keep", "keeping", "leave", "maintain"); k >= 0 && !negatedAt(k) {
		for n := k + 1; n < len(t); n++ {
			if t[n].is("open", "active", "going", "alive", "running", "valid") || accountWords[t[n].low] && n <= k+6 || t[n].is("on") && any("until", "through", "till", "to") {
				add(RequestExtension, 3, "an account is to be kept open")
				break
			}
		}
	}
	if k := find("move", "push", "shift", "change", "set", "bump", "update", "postpone"); k >= 0 {
		for n := k + 1; n < len(t) && n <= k+7; n++ {
			if t[n].is("end", "expiry", "expiration", "expires") && (t[n].low != "end" || n+1 < len(t) && !isDateWord(&t[n+1])) {
				add(RequestExtension, 4, "the end of an account is to be moved")
				break
			}
		}
	}
	if any("push", "move", "pushed", "moved", "shift") && (any("out", "back") || any("date")) && any("to", "until", "till") && !any("office", "desk") {
		add(RequestExtension, 3, "the end is to be moved")
	}
	if any("lose", "loses", "losing") && account >= 0 {
		add(RequestExtension, 2, "the guest is about to lose access")
	}
	if phrase("not", "an", "extension") || phrase("no", "extension") {
		plain(RequestExtension, -7, "")
	}
	if any("reactivate", "re-activate", "reinstate", "reopen", "re-open", "restore") && account >= 0 && act < 0 {
		add(RequestExtension, 4, "an account that lapsed is to go on")
	}
	if (any("shorten") || phrase("bring", "forward") || phrase("brought", "forward")) && (account >= 0 || any("end", "expiry", "expiration")) {
		add(EndAccount, 5, "an account is to end sooner")
	}
	if any("longer") && (phrase("stay", "longer") || phrase("bit", "longer") || phrase("little", "longer") || phrase("months", "longer") || phrase("needed", "longer") || phrase("longer", "than") || phrase("weeks", "longer") || phrase("account", "longer") || phrase("access", "longer")) && !phrase("no", "longer") {
		add(RequestExtension, 3, "more time is asked for")
	}
	if phrase("more", "time") || phrase("additional", "time") || phrase("extra", "time") || any("another") && any("months", "month", "year", "weeks", "semester") || phrase("more", "months") || phrase("more", "weeks") || phrase("additional", "months") || phrase("further", "months") || phrase("more", "month") {
		add(RequestExtension, 3, "more time is asked for")
	}
	if any("continue", "continues", "continuing", "remain", "stay", "staying") && any("through", "until", "till", "to", "beyond", "past") && !any("joins", "arrives", "starts", "joining", "new") {
		named := false
		for k := i; k < j; k++ {
			named = named || p.isAccountID(k)
		}
		if named {
			add(RequestExtension, 3, "the account is to go on")
		} else if account >= 0 {
			add(RequestExtension, 2, "the account is to go on")
		}
	}
	if phrase("still", "needs") || phrase("still", "need") || phrase("still", "working") || phrase("needs", "it", "until") || phrase("still", "requires") {
		add(RequestExtension, 2, "the guest still needs the account")
	}
	if any("runs", "run", "running") && any("out") || any("expires", "expire", "expiring", "lapses", "lapse") && !any("code", "link") {
		if !question && account >= 0 {
			add(RequestExtension, 1, "the account is about to expire")
		}
	}

	// -- a new account: not where the sentence asks to end or extend one, or to send its code
	if !reported(t) && !acted {
		for k := range t {
			if !accountWords[t[k].low] && !strings.HasPrefix(t[k].low, "account") || t[k].is("id") && !(k > 0 && t[k-1].is("hms", "ecommons", "user", "login")) {
				continue
			}
			verb := -1
			for n := max(0, k-11); n < min(len(t), k+6); n++ {
				if createVerbs[t[n].low] && !negatedAt(n) && !(t[n].low == "set" && n+1 < len(t) && t[n+1].is("to")) {
					verb = n
					if n < k {
						break
					}
				}
			}
			if verb >= 0 {
				pts := 4 + offset
				if t[k].is("access", "login", "credentials") {
					pts--
				}
				if any("existing", "his account", "already") && any("has", "existing") {
					pts -= 3
				}
				add(RequestAccount, pts, "an account is asked for")
				break
			}
		}
		if phrase("guest", "account", "for") || phrase("account", "for") || phrase("accounts", "for") || phrase("access", "for") || phrase("login", "for") || phrase("acct", "for") {
			add(RequestAccount, 2, "an account for somebody is spoken of")
		}
		if p.subject && (account >= 0 && !any("extension", "extend", "close", "end", "expiring", "question", "deactivated") || phrase("new", "guest") || phrase("new", "guests") || phrase("guest", "request") || any("acount") || phrase("new", "visitor")) {
			add(RequestAccount, 1, "the subject speaks of an account")
		}
		if phrase("guest", "user", "request", "form") || phrase("request", "form") && any("attached", "completed", "enclosed") || phrase("new", "guests") && any("attached", "below") || phrase("set", "up", "the", "person") || phrase("set", "up", "the", "following") || phrase("set", "him", "up") || phrase("set", "her", "up") || phrase("set", "them", "up") || phrase("new", "guest") || phrase("onboard") {
			add(RequestAccount, 3, "a new guest is spoken of")
		}
		if phrase("new", "account") || phrase("new", "guest", "account") || phrase("new", "hms", "account") {
			add(RequestAccount, 3, "a new account is spoken of")
		}
		if !(question && !any("you", "please")) && (any("guest", "guests") && any("register", "add", "onboard", "sponsor", "enter", "registered", "added")) && !any("hsr") {
			add(RequestAccount, 3, "somebody is to be a guest")
		}
		if any("joining", "joins", "arrives", "arriving", "visiting", "comes", "coming") && any("as", "from", "our", "my", "us", "the") {
			add(RequestAccount, 1, "somebody comes")
		}
		if (any("sponsor", "host") && any("guest", "visitor", "visit")) && any("like", "want", "wish", "would", "i'd") {
			add(RequestAccount, 3, "the sender wants to sponsor a guest")
		}
	}

	// -- decisions
	p.decisionWords(t, add, r, phrase, any)

	// -- completing an earlier request
	for k := range t {
		if requestNumber(t, k) != "" && !p.quotedSubject(r) {
			add(SupplyDetails, 2, "an earlier request is named")
			break
		}
	}
	if phrase("you", "asked") || phrase("as", "promised") && !p.region.fwd || phrase("forgot", "to", "include") || phrase("forgot", "to", "give") || phrase("forgot", "to", "mention") || phrase("left", "out") || phrase("was", "missing") || phrase("were", "missing") || phrase("is", "the", "missing") || phrase("missing", "piece") || phrase("missing", "details") || phrase("you", "were", "missing") || phrase("you", "needed") || phrase("you", "requested") || phrase("forgot", "the") || phrase("my", "earlier", "request") || phrase("my", "request", "of") || phrase("to", "complete", "my") || phrase("to", "my", "request") || phrase("my", "earlier", "email") || phrase("my", "previous", "request") || phrase("my", "last", "email") || phrase("my", "earlier", "message") {
		add(SupplyDetails, 4, "it completes an earlier request")
	}
}

func (p *prose) quotedSubject(r *reader) bool { return p.subject && !r.subjectOwn }

// asksHow: the question is after how the service works, not for a deed: "how do I",
// "is there a form", "do visitors get", "who has to", "how long can". Not "could you".
func asksHow(t []token) bool {
	for k := 0; k+1 < len(t); k++ {
		if k > 0 && !t[k].is("tell", "explain", "know", "advise") && !(t[k-1].is(",", ":", "and", "or", "-", "–", "—", ";", "but", "so", "wondering", "ask", "know", "question", "also", "first", "then", "(") || t[k].first || k <= 2) {
			continue
		}
		a, b := &t[k], &t[k+1]
		switch {
		case a.is("how") && b.is("do", "does", "can", "would", "should", "long", "is", "are", "far", "many", "much", "am", "might"):
			return true
		case a.is("what") && b.is("is", "do", "does", "are", "would", "should", "forms", "form", "kind", "information", "steps", "happens", "can", "'s"):
			return !(k+2 < len(t) && t[k+2].is("status", "happening", "going", "taking", "holding", "keeping"))
		case a.is("who") && b.is("can", "has", "is", "may", "must", "should", "needs", "activates", "do", "gets", "approves"):
			return true
		case a.is("where") && b.is("do", "can", "should", "would", "is", "are"):
			return true
		case a.is("is", "are") && b.is("there", "it", "that"):
			return !(b.is("it", "that") && k+2 < len(t) && t[k+2].is("waiting", "done", "ready", "through", "still"))
		case a.is("may", "might", "can", "could") && b.is("i", "we") && k+2 < len(t) && t[k+2].is("get", "have", "ask", "request", "please", "also", "trouble", "kindly", "bother"):
		case a.is("do", "does", "must", "should", "may") && b.is("i", "we", "guests", "visitors", "a", "they", "guest", "the", "people", "my", "our", "all", "you", "it"):
			return true
		case a.is("can", "could") && b.is("i", "we", "guests", "visitors", "a", "guest", "people", "one", "someone", "my", "our") && !(b.is("i", "we") && k+2 < len(t) && t[k+2].is("get", "have", "ask", "request", "please", "also")):
			return true
		case a.is("tell", "explain", "know", "advise") && near(t, k, 3, "what", "how", "who", "which", "where"):
			return true
		case a.is("which") && b.is("form", "forms", "steps", "systems", "services"):
			return true
		case a.is("am") && b.is("i"):
			return true
		case a.is("will") && b.is("guests", "a", "they", "visitors", "my", "the"):
			return true
		case a.is("when") && b.is("do", "should", "can", "must"):
			return true
		}
	}
	return false
}

// statusQuestion: after the state of a request, or of the sender's guests.
func statusQuestion(t []token, question bool, phrase func(...string) bool, any func(...string) bool) bool {
	if phrase("any", "news") || phrase("is", "happening") || phrase("'s", "happening") || phrase("going", "on", "with") || phrase("taking", "so", "long") || phrase("holding", "it", "up") || phrase("any", "update") || phrase("any", "updates") || phrase("any", "progress") || phrase("status", "of") || phrase("the", "status") || phrase("current", "status") || phrase("where", "does", "it", "stand") || phrase("where", "do", "we", "stand") || phrase("where", "things", "stand") || phrase("how", "things", "stand") || phrase("where", "this", "stands") || phrase("heard", "a", "thing") || phrase("haven't", "heard") || phrase("have", "not", "heard") || phrase("heard", "nothing") || phrase("not", "heard", "back") || phrase("heard", "back") || phrase("still", "waiting") && !any("for his", "for her") && any("request", "account", "answer", "reply", "response", "approval") || phrase("following", "up", "on") && any("request") || phrase("checking", "in", "on") || phrase("checking", "on") || phrase("what", "happened", "to") || phrase("what", "became", "of") || phrase("status", "update") || phrase("update", "on") && any("request", "account", "application") || phrase("look", "into") && any("request") {
		return true
	}
	if (any("list", "overview", "summary", "table", "report") && any("guests", "accounts", "visitors", "sponsor", "sponsored")) && any("my", "our", "i", "me", "we", "under", "all") && !any("attached", "below", "following") && !any("three", "two", "four", "five") {
		if question || any("send", "give", "get", "need", "please", "like", "want") {
			return true
		}
	}
	if !question {
		return phrase("know", "when") && any("expire", "expires", "end", "ends", "out") && !any("extend") || phrase("know", "which") && any("guests", "accounts") || phrase("know", "who") && any("guests") || phrase("let", "me", "know") && any("whether", "if") && any("approved", "processed", "created", "gone", "received") && any("request")
	}
	if phrase("who", "are") && any("guests", "visitors") || phrase("which", "guests") || phrase("which", "accounts") || phrase("which", "of", "my") || any("when") && any("expire", "expires", "end", "ends", "run", "runs", "out", "expiring") && !any("extend", "please extend") && any("does", "do", "is", "will") || phrase("how", "many", "guests") || phrase("how", "many", "accounts") || phrase("what", "guests") || phrase("what", "accounts") {
		return true
	}
	if any("been", "gone") && any("has", "have") && any("approved", "processed", "created", "set", "received", "activated", "through", "completed", "done", "extended", "decided") {
		return true
	}
	if any("request", "account", "application", "extension") && any("yet", "already") && any("has", "have", "did", "is", "was") {
		return true
	}
	if any("when") && any("account", "accounts", "request", "access") && any("ready", "created", "active", "processed", "done") && !any("create", "open", "make", "arrange", "prepare", "set") || phrase("any", "idea") && any("when", "where", "whether") {
		return true
	}
	if phrase("did", "you", "get") || phrase("did", "you", "receive") || phrase("did", "my", "request") || phrase("did", "the", "request") || phrase("is", "it", "waiting") || phrase("is", "it", "done") || phrase("still", "active") || phrase("is", "the", "account", "ready") || phrase("account", "ready") || phrase("is", "the", "request") || phrase("is", "my", "request") || phrase("how", "far") || phrase("until", "when") || phrase("how", "much", "longer") && any("take") || phrase("has", "he", "activated") || phrase("has", "she", "activated") || phrase("how", "long", "until") || phrase("whats", "the", "status") || phrase("what", "'s", "the", "status") || phrase("what", "is", "the", "status") {
		return true
	}
	return false
}

// reported: the sentence tells of a request made earlier: "I sent in a request", "we
// requested", "last time I asked".
func reported(t []token) bool {
	for k := range t {
		if t[k].is("please", "could", "would", "need", "needs") {
			return false
		}
	}
	for k := range t {
		if t[k].is("sent", "submitted", "filed", "requested", "asked", "emailed") && k > 0 && (t[k-1].is("i", "we", "have", "i've", "had", "already", "she", "he", "you") || k > 1 && t[k-1].is("just", "also") && t[k-2].is("i", "we", "have")) {
			return true
		}
		if t[k].is("last") && k+1 < len(t) && t[k+1].is("time") {
			return true
		}
	}
	return false
}

// endIsVerb: "end her account", "should end then", "please end"; not "the end of June".
func endIsVerb(t []token, k int) bool {
	if k > 0 && t[k-1].is("to", "should", "can", "please", "must", "will", "could", "you", "early", "we", "need", "and") {
		if k+1 < len(t) && t[k+1].is("of", "date") {
			return false
		}
		return !(k > 0 && t[k-1].is("to", "and") && k+1 < len(t) && isDateWord(&t[k+1]) && !t[k+1].is("on"))
	}
	if k+1 < len(t) && t[k+1].is("of", "date", "dates", "in") {
		return false
	}
	if k > 0 && accountWords[t[k-1].low] && k+1 < len(t) && t[k+1].is("on", "then", "today", "tomorrow", "early", "now", "at", "with") {
		return true // "let her account end on that day"
	}
	return k == 0 || k > 0 && t[k-1].is("early") || k+2 < len(t) && t[k+1].is("the", "his", "her", "their") && accountWords[t[k+2].low]
}

func isDateWord(t *token) bool {
	if t.kind == number {
		return true
	}
	_, m := months[t.low]
	_, w := weekdays[t.low]
	return m || w || t.is("of", "on", "date", "today", "tomorrow")
}

// roleExtended: what was extended is the sponsored role, or was said to be done
// already: "Her HSR has been extended", "extend the sponsored role first".
func roleExtended(t []token, k int) bool {
	for n := k + 1; n < min(len(t), k+6); n++ {
		if accountWords[t[n].low] {
			return false
		}
		if t[n].is("hsr", "role", "roles", "visa", "contract", "appointment", "stay", "agreement", "grant", "project", "fellowship") {
			return !t[n].is("stay")
		}
		if t[n].is("for", ",", "and", "until", "through") {
			break
		}
	}
	for n := k - 1; n >= max(0, k-10); n-- {
		if t[n].is(",", ";", "and") && n < k-2 {
			break
		}
		if accountWords[t[n].low] && !t[n].is("id") {
			return false
		}
		if t[n].is("hsr", "role", "roles", "visa", "contract", "appointment", "agreement", "funding", "fellowship") {
			return true
		}
	}
	return false
}

// decisionWords: a decision on a request, said as one.
func (p *prose) decisionWords(t []token, add func(Intent, int, string), r *reader, phrase func(...string) bool, any func(...string) bool) {
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

func near(t []token, k, n int, words ...string) bool {
	lo, hi := k+1, min(len(t), k+1+n)
	if n < 0 {
		lo, hi = max(0, k+n), k
	}
	for ; lo < hi; lo++ {
		if t[lo].is(words...) {
			return true
		}
	}
	return false
}

// bareDecision reads short answers to a request for a decision: "yes", "fine by me", "no".
func (r *reader) bareDecision(add func(Intent, int, string)) {
	for _, p := range r.proses {
		if p.subject || p.region.fwd || len(p.toks) == 0 {
			continue
		}
		first := &p.toks[0]
		if first.is("yes", "ok", "okay", "sure", "yep", "agreed", "fine", "confirmed", "yeah", "+1", "granted") {
			add(Approve, 6, "it says yes to a request for a decision")
		}
		if first.is("no", "nope", "sorry", "unfortunately") {
			add(Deny, 5, "it says no to a request for a decision")
		}
		return
	}
}

// noticeReply reads the answer to a reminder: yes, an end date, or "let it lapse".
func (r *reader) noticeReply(add func(Intent, int, string)) {
	for _, p := range r.proses {
		if p.subject || p.region.fwd {
			continue
		}
		t := p.toks
		lapse := false
		for k := range t {
			if t[k].is("let") && near(t, k, 4, "expire", "lapse", "end", "run", "go") || t[k].is("not", "no", "don't", "needn't", "without") && near(t, k, 5, "extend", "extension", "extended", "renew", "needed", "renewal", "longer") {
				lapse = true
			}
		}
		if lapse {
			add(RequestExtension, -8, "")
			continue
		}
		for k := range t {
			if t[k].is("still") && near(t, k, 3, "need", "needs", "needed", "works", "working", "here", "using", "uses") {
				add(RequestExtension, 4, "the guest is still needed")
				break
			}
			if t[k].is("yes", "yep", "yeah", "sure", "ok", "okay", "extend", "renew", "keep", "should", "continue", "stays", "staying", "until", "through", "till", "thru") {
				add(RequestExtension, 4, "it says yes to our reminder")
				break
			}
		}
		if len(p.dates) > 0 {
			for _, d := range p.dates {
				if c := p.cue(d, kindExtension); c.field == fieldEnd || len(t) <= 12 {
					add(RequestExtension, 3, "it names a day in answer to our reminder")
					break
				}
			}
		}
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

// phishing: a stranger to Harvard writes about "your" account, password or mailbox.
func (r *reader) phishing() bool {
	email := r.m.Sender().Email
	if strings.HasSuffix(email, "harvard.edu") {
		return false
	}
	hits := 0
	for _, p := range r.proses {
		for k := range p.toks {
			if p.toks[k].is("your") && near(p.toks, k, 4, "account", "password", "mailbox", "mails", "credentials", "email", "webmail", "storage") {
				hits++
			}
			if p.toks[k].is("password", "click", "verify", "validate", "re-validate", "re-validating", "validating", "validation", "button", "webmail", "quota", "unsubscribe", "bitcoin", "invoice") {
				hits++
			}
		}
	}
	return hits >= 2
}

// detailsGiven: the message gives a guest's name and an address or a first day.
func (r *reader) detailsGiven() bool {
	named, detail := false, false
	for _, p := range r.proses {
		for i := range p.region.mentions {
			m := &p.region.mentions[i]
			named = named || m.prose == p && !m.nobody && m.score >= 3
		}
		detail = detail || len(p.emailEvidence(r.notGuestEmail)) > 0
	}
	for _, f := range r.forms {
		named = named || len(f.guests) > 0
		detail = detail || len(f.guests) > 0
	}
	return named && detail
}

// requestNumber reads GR-1042, R-1042 or "request 1042" at token k.
func requestNumber(t []token, k int) string {
	if t[k].kind == word && t[k].is("gr", "r") && k+2 < len(t) && t[k+1].is("-") && t[k+2].kind == number && digits(t[k+2].text) {
		return strings.ToUpper(t[k].text) + "-" + t[k+2].text
	}
	return ""
}

// mentions: one of the words stands in the sender's own prose.
func (r *reader) mentions(words ...string) bool {
	for _, p := range r.proses {
		for k := range p.toks {
			if p.toks[k].is(words...) && !p.subject {
				return true
			}
		}
	}
	return false
}

// otherIntent: something other than a new account or help was asked for.
func (r *reader) otherIntent(s map[Intent]*score) bool {
	for i, v := range s {
		if i != RequestAccount && i != Help && v.points >= 3 {
			return true
		}
	}
	return false
}

// describesGuest: a named person who comes, and two of address, dates and sponsored role.
func (r *reader) describesGuest() bool {
	named, email, role, days := false, false, false, false
	for _, p := range r.proses {
		if p.region.fwd {
			continue
		}
		for i := range p.region.mentions {
			m := &p.region.mentions[i]
			named = named || m.prose == p && !m.nobody && m.score >= 3
		}
		email = email || len(p.emailEvidence(r.notGuestEmail)) > 0
		for _, f := range p.numberEvidence() {
			role = role || f.field == fieldHSR
		}
		for _, f := range p.periodEvidence(kindRequest, r.today) {
			days = days || f.field == fieldStart
		}
	}
	return named && (email && days || email && role || role && days)
}

// asksOnTopic: a question about accounts, guests or what belongs to them.
func (r *reader) asksOnTopic() bool {
	for _, p := range r.proses {
		if p.region.fwd {
			continue
		}
		for i := 0; i < len(p.toks); {
			j := p.sentenceEnd(i)
			topic := false
			for k := i; k < j; k++ {
				topic = topic || p.toks[k].is("account", "accounts", "hsr", "sponsor", "sponsors", "sponsored", "ecommons", "activation", "activate", "huid")
			}
			if topic && p.toks[j-1].is("?") {
				return true
			}
			i = j
		}
	}
	return false
}

// goesOn: an existing account is named by its ID, and a day until which something is to last.
func (r *reader) goesOn() bool {
	account, until := false, false
	for _, p := range r.proses {
		if p.region.fwd {
			continue
		}
		for i := range p.toks {
			account = account || p.isAccountID(i)
		}
		for _, f := range p.periodEvidence(kindExtension, r.today) {
			until = until || f.field == fieldEnd && f.strength >= 4 && r.today.Before(f.day)
		}
	}
	return account && until
}
