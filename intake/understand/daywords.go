package understand

import "strings"

// Words that tell what a day is for: classes of the language's words for coming,
// staying and going, for being away, and for what else has dates.
var (
	startPrepositions = set("from starting beginning commencing effective starts begins vom ab von desde dal dès depuis vanaf")
	endPrepositions   = set("until till til thru through to 'til bis hasta jusqu'au jusqu'à até ate fino sino tot au ending")

	// leadIns stand between a preposition or verb and its date and change nothing.
	leadIns = set("the next this coming about around approximately roughly on at and including date day in ( of by ca least say now cob zum zur den dem einschließlich einschl el il le la al o à au included inclusive inclus incluido inklusive en met m partir")

	// clauseBreaks part one clause from the next.
	clauseBreaks = set(", ; — and but so because since while although though whereas ( ) :")

	startVerbs = set("start starts started starting begin begins beginning arrive arrives arriving arrival join joins joining come comes coming commence commences commencing visit visits visiting onboard onboards land lands here comming opens follow follows reach reaches")
	endVerbs   = set("end ends ending leave leaves leaving depart departs departing finish finishes finishing stays staying remain remains lasts departure conclude concludes complete completes terminate terminates terminating")

	// comingPhrases and goingPhrases are common verbs that mean coming and going with the
	// particle after them: "kicks off", "gets here"; "wraps up", "takes off", "is over".
	comingPhrases = particleVerbs("kick:off kicks:off kicking:off get:here,in,into,going,started gets:here,in,into,going,started getting:here,in,going,started moves:in move:in shows:up show:up turns:up turn:up pops:in,up comes:over,on,in come:over,on,in flies:in fly:in flying:in sets:out")
	goingPhrases  = particleVerbs("wrap:up wraps:up wrapping:up wind:up,down winds:up,down winding:up,down finish:up finishes:up sign:off signs:off sets:off takes:off take:off taking:off heads:off,out head:off,out move:out moves:out moving:out flies:out,back,home fly:out,back,home flying:out,back,home checks:out ships:out goes:away,back,home go:away,back,home going:away,back,home is:over,done,gone,through,up,finished are:over,done,gone,through,finished be:over,done,gone,through,finished")

	expiryVerbs = set("exp expire expires expiring expiration expiry lapse lapses lapsing")

	// closeVerbs end an account. Of a stay, "closes" is said as well.
	closeVerbs = set("deactivate deactivated close closes closed closing terminate terminated disable disabled end ends remove removed revoke revoked cut off shut stop cancel ended ending delete deleted switch suspend")

	// eventWords are what has dates of its own and is no stay.
	eventWords = set("interview orientation meeting conference retreat visa sent emailed wrote mailed deadline born birthday submitted revised workshop symposium defense call party seminar talk holiday vacation paid invoice commencement training session lecture flight appointment's requested asked filed hours passport met break section course congress revisions due signed irb")

	// roleNouns and paperNouns run, end and are valid without being the account.
	roleNouns  = set("hsr hsrs role")
	paperNouns = set("visa visas passport agreement insurance funding grant protocol irb mta dua lease sublet certificate certification training permit badge license licence award")

	// occasions are events at which people are, or that run for some days.
	occasions = set("meeting conference retreat workshop symposium seminar session course congress section break recess festival summit orientation hackathon webinar bootcamp fair convention exam exams review committee audit maintenance outage")

	// schoolTerms begin and end without anybody coming or going.
	schoolTerms = set("semester term trimester classes class")
	// writings bear dates: "the form from January 8".
	writings = set("form mail email e-mail message letter note call conversation request reminder version draft reply response application")

	// absences are said of people who are not where they work.
	absences = set("away abroad vacation vacations holiday holidays ooo traveling travelling unavailable unreachable offline recess break pto")

	// hostingVerbs are what a host does whose guest comes.
	hostingVerbs = set("expecting thinking talking having supervising mentoring training looking getting")

	// premises can be closed or down for some days.
	premises = set("office offices building buildings campus lab laboratory library school university institute department core facility hotel cafeteria we system systems server network cluster website portal")
)

// The words by which a sentence contrasts what is with what is to be.
var (
	presentWords = set("current currently present presently existing old former formerly previous previously original originally")
	newWords     = set("new correct right updated revised later desired requested proposed wanted actual")
	// stateWords tell with "is" or "has" how an account stands.
	stateWords = set("good valid active open available live enabled set covered fine ok okay")
	// stillWords stand inside the verb and change nothing.
	stillWords = set("only just still now currently presently already")
	// revisingWords say that what was said before is to be seen anew.
	revisingWords = set("amend amended revise re-read reread rechecked double-checked sorry misread mistaken mistake wrong disregard ignore forget earlier sooner longer")
	// movedWords tell with "from … to …" that one day takes another's place.
	movedWords = set("moved move moves shifted shift changed change changes pushed push postponed postpone delayed delay bumped adjusted slipped rescheduled")
	// contrary words take the day after them back.
	contrary = set("not instead rather otherwise originally isn't wrongly mistakenly formerly previously")
)

// particleVerbs reads "verb:particle,particle …".
func particleVerbs(list string) map[string][]string {
	m := map[string][]string{}
	for entry := range strings.FieldsSeq(list) {
		verb, particles, _ := strings.Cut(entry, ":")
		m[verb] = strings.Split(particles, ",")
	}
	return m
}
