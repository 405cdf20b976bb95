package understand

import "strings"

// lex is what a word can mean in this trade, a bit each: its verb's class, its noun's
// class, its part in the grammar of asking, and which form of the verb it is. A word
// may be several things ("end", "request"); the clause around it decides.
type lex uint64

// Classes of verbs, by what they do to accounts and people.
const (
	vCreate   lex = 1 << iota // open, set up, issue
	vEnrol                    // register, onboard, add: done to people
	vWant                     // need, like, ask for
	vExtend                   // extend, renew
	vEnd                      // close, revoke: done to accounts
	vCease                    // end, stop, lapse: what accounts do themselves
	vKeep                     // keep, stay, continue
	vMove                     // push, shift, change: done to days
	vShorten                  // shorten, curtail
	vRevive                   // reactivate, restore
	vSend                     // send, forward
	vResend                   // resend, reissue
	vReceive                  // receive, arrive, find: what happens to messages
	vLose                     // lose, delete, misplace
	vFail                     // bounce, reject, go stale
	vWork                     // work, accept, open: what codes and links do
	vCome                     // join, arrive, visit
	vLeave                    // leave, quit, finish
	vSponsor                  // sponsor, host, invite
	vApprove                  // approve, endorse
	vDeny                     // decline, refuse
	vTell                     // tell, explain, check, know
	vProgress                 // process, go through, complete: what happens to requests
	vForget                   // forget, omit

	nAccount   // account, access, login
	nActivate  // activation, activate
	nCode      // code, link
	nMessage   // message, mail, invitation
	nExtension // extension, renewal
	nRole      // HSR, sponsored role, visa: what else can be extended
	nExpiry    // expiry, end date
	nRequest   // request, application, form
	nGuest     // guest, visitor
	nTime      // months, time
	nNews      // news, status, progress
	gAverse    // avoid, prevent, hate: what follows is not wanted

	gYou      // you
	gFirst    // I, we
	gMine     // my, our
	gThird    // he, she, they, his, her, their
	gModal    // can, could, will, would, should, must, may
	gMaybe    // may, might, possibly
	gNot      // not, never, no
	gPlease   // please, kindly
	gWh       // how, what, who, where, when, which, why
	gIf       // if, whether, once, unless
	gBe       // be, is, are, was, been
	gHave     // have, has, had
	gDo       // do, does, did
	gAgain    // again, another, new, fresh
	gMore     // more, another, additional, longer
	gGeneric  // anyone, people, someone: nobody in particular
	gFinished // ready, done, active, complete: a state that one asks after

	fBase // the infinitive
	fThrd // the third person
	fPast // the past tense
	fPart // the past participle
	fIng  // the -ing form
)

const verbs = vCreate | vEnrol | vWant | vExtend | vEnd | vCease | vKeep | vMove | vShorten | vRevive | vSend | vResend | vReceive | vLose | vFail | vWork | vCome | vLeave | vSponsor | vApprove | vDeny | vTell | vProgress | vForget

// verbFamilies list the verbs of each class. Regular ones stand in the infinitive;
// others give third person, past, participle and -ing form after slashes.
var verbFamilies = []struct {
	class lex
	words string
}{
	{vCreate, "create open make/makes/made/made/making issue provide grant arrange organize organise establish provision generate assign allocate get/gets/got/gotten/getting give/gives/gave/given/giving set/sets/set/set/setting sort obtain procure start initiate setup/setups/setup/setup/setup"},
	{vEnrol, "register onboard on-board enroll/enrolls/enrolled/enrolled/enrolling enrol/enrols/enrolled/enrolled/enrolling add tack enter welcome"},
	{vWant, "need want like/likes/liked/liked/liking request require ask wish hope seek/seeks/sought/sought/seeking apply/applies/applied/applied/applying love appreciate prefer/prefers/preferred/preferred/preferring look submit/submits/submitted/submitted/submitting propose intend plan/plans/planned/planned/planning"},
	{vExtend, "extend prolong stretch renew lengthen re-extend reextend"},
	{vEnd, "close terminate deactivate disable revoke remove cancel/cancels/cancelled/cancelled/cancelling delete suspend block lock discontinue kill retire inactivate offboard off-board deprovision de-provision withdraw/withdraws/withdrew/withdrawn/withdrawing rescind end stop/stops/stopped/stopped/stopping shut/shuts/shut/shut/shutting cut/cuts/cut/cut/cutting switch turn take/takes/took/taken/taking pull wind/winds/wound/wound/winding drop/drops/dropped/dropped/dropping abolish freeze/freezes/froze/frozen/freezing wipe purge"},
	{vCease, "end stop/stops/stopped/stopped/stopping lapse expire cease finish run/runs/ran/run/running"},
	{vKeep, "keep/keeps/kept/kept/keeping stay remain continue maintain retain hold/holds/held/held/holding leave/leaves/left/left/leaving carry/carries/carried/carried/carrying"},
	{vMove, "bring/brings/brought/brought/bringing move push shift change set/sets/set/set/setting bump update postpone adjust amend alter put/puts/put/put/putting reset/resets/reset/reset/resetting correct delay"},
	{vShorten, "shorten curtail truncate"},
	{vRevive, "reactivate re-activate reinstate reopen re-open restore revive unlock unblock reenable re-enable resurrect"},
	{vSend, "send/sends/sent/sent/sending forward mail email e-mail issue give/gives/gave/given/giving get/gets/got/gotten/getting supply/supplies/supplied/supplied/supplying share trigger shoot/shoots/shot/shot/shooting fire dispatch/dispatches/dispatched/dispatched/dispatching"},
	{vResend, "resend/resends/resent/resent/resending re-send/re-sends/re-sent/re-sent/re-sending reissue re-issue regenerate retrigger re-trigger repeat"},
	{vReceive, "receive deliver arrive reach get/gets/got/gotten/getting come/comes/came/come/coming find/finds/found/found/finding see/sees/saw/seen/seeing show appear land locate"},
	{vLose, "lose/loses/lost/lost/losing delete misplace overlook discard trash erase swallow throw/throws/threw/thrown/throwing eat/eats/ate/eaten/eating"},
	{vFail, "bounce reject refuse expire fail disappear vanish deny/denies/denied/denied/denying lapse"},
	{vWork, "work accept function open activate click enter use"},
	{vCome, "join arrive visit come/comes/came/come/coming start begin/begins/began/begun/beginning land return"},
	{vLeave, "leave/leaves/left/left/leaving quit/quits/quit/quit/quitting resign depart finish go/goes/went/gone/going complete withdraw/withdraws/withdrew/withdrawn/withdrawing move retire"},
	{vSponsor, "sponsor host invite accommodate"},
	{vApprove, "approve authorize authorise endorse grant accept"},
	{vDeny, "deny/denies/denied/denied/denying decline reject refuse disapprove"},
	{vTell, "tell/tells/told/told/telling explain know/knows/knew/known/knowing advise clarify/clarifies/clarified/clarified/clarifying wonder understand/understands/understood/understood/understanding check confirm verify/verifies/verified/verified/verifying see/sees/saw/seen/seeing ask say/says/said/said/saying inquire enquire learn hear/hears/heard/heard/hearing find/finds/found/found/finding update inform look remind describe"},
	{vProgress, "process go/goes/went/gone/going come/comes/came/come/coming complete create approve activate extend set/sets/set/set/setting handle decide finish grant register receive get/gets/got/gotten/getting submit/submits/submitted/submitted/submitting close end deactivate renew accept sign stick/sticks/stuck/stuck/sticking happen send/sends/sent/sent/sending issue open make/makes/made/made/making move look reach see/sees/saw/seen/seeing"},
	{vForget, "forget/forgets/forgot/forgotten/forgetting omit/omits/omitted/omitted/omitting miss neglect overlook"},
}

// wordFamilies list nouns and the words of grammar.
var wordFamilies = []struct {
	class lex
	words string
}{
	{nAccount, "account accounts acct accts acount accout accnt access login logins log-in log-ins sign-in ecommons credentials username userid hms-account logon logons account's"},
	{nActivate, "activation activate activates activated activating activations"},
	{nCode, "code codes link links token"},
	{nMessage, "message messages mail mails email e-mail emails e-mails invitation invite letter"},
	{nExtension, "extension extensions extention renewal renewals prolongation continuation continuance lengthening"},
	{nRole, "hsr hsrs role roles visa contract appointment agreement funding fellowship grant ds-2019 passport insurance deadline"},
	{nExpiry, "expiry expiration expires end-date enddate end"},
	{nRequest, "request requests application applications form ticket paperwork submission"},
	{nGuest, "guest guests visitor visitors visitor's guest's"},
	{nTime, "time months month weeks week year years days semester semesters term mos"},
	{gAverse, "avoid avoids avoiding prevent prevents preventing hate hates dislike fear fears afraid worried dread otherwise lest instead rather"},
	{nNews, "news status progress update updates word movement eta"},
	{gYou, "you you'd you'll you're you've ya"},
	{gFirst, "i we i'd we'd i'll we'll i'm we're i've we've"},
	{gMine, "my our mine ours"},
	{gThird, "he she they he's she's they're he'll she'll they'll he'd she'd they'd his her hers their theirs him them"},
	{gModal, "can could will would should must may might shall can't couldn't won't wouldn't shouldn't ought i'd we'd i'll we'll he'll she'll they'll cannot"},
	{gMaybe, "may might possibly perhaps maybe eventually someday sometime potentially potential possible"},
	{gNot, "not never no don't doesn't didn't won't wouldn't can't cannot couldn't isn't aren't wasn't weren't hasn't haven't hadn't without nor neither needn't shouldn't mustn't nothing none didnt hasnt dont doesnt cant wont havent isnt hardly nobody no-one"},
	{gPlease, "please kindly pls plz bitte"},
	{gWh, "how what who where when which why whom whose what's who's how's where's when's whats hows wheres"},
	{gIf, "if whether once unless"},
	{gBe, "be is are was were been being am i'm we're he's she's they're 's isn't aren't wasn't weren't isnt it's that's"},
	{gHave, "have has had having i've we've hasn't haven't hadn't hasnt havent they've you've"},
	{gDo, "do does did don't doesn't didn't didnt dont doesnt"},
	{gAgain, "again another new fresh second replacement anew once valid"},
	{gMore, "more another additional longer further extra added"},
	{gGeneric, "anyone anybody someone somebody people everyone one any"},
	{gFinished, "ready done active complete open live valid through available waiting pending stuck finished underway approved activated created set good working processed up"},
}

// lexemes is every word of the families in every form, read only.
var lexemes = inflected()

func inflected() map[string]lex {
	m := make(map[string]lex, 2600)
	for _, f := range verbFamilies {
		for w := range strings.FieldsSeq(f.words) {
			forms := inflect(w)
			for i, form := range []lex{fBase, fThrd, fPast, fPart, fIng} {
				m[forms[i]] |= f.class | form
			}
		}
	}
	// American and British spelling, both met
	for _, w := range []string{"canceled", "canceling"} {
		m[w] = m[strings.Replace(w, "l", "ll", 1)]
	}
	for _, f := range wordFamilies {
		for w := range strings.FieldsSeq(f.words) {
			m[w] |= f.class
		}
	}
	return m
}

// inflect gives infinitive, third person, past, participle and -ing form.
func inflect(w string) [5]string {
	if p := strings.Split(w, "/"); len(p) == 5 {
		return [5]string(p)
	}
	third, past, ing := w+"s", w+"ed", w+"ing"
	switch n := len(w); {
	case strings.HasSuffix(w, "e"):
		past, ing = w+"d", w[:n-1]+"ing"
	case strings.HasSuffix(w, "y") && !strings.ContainsAny(w[n-2:n-1], "aeiou"):
		third, past = w[:n-1]+"ies", w[:n-1]+"ied"
	case strings.HasSuffix(w, "s"), strings.HasSuffix(w, "x"), strings.HasSuffix(w, "ch"), strings.HasSuffix(w, "sh"), strings.HasSuffix(w, "ss"):
		third = w + "es"
	}
	return [5]string{w, third, past, past, ing}
}

func (t *token) has(c lex) bool { return t.lex&c != 0 }
