package understand

// Words that tell what a day is for: classes of the language's words for coming,
// staying and going, for being away, and for what else has dates.
var (
	startPrepositions = set("from starting beginning commencing effective starts begins vom ab von desde dal dès depuis vanaf")
	endPrepositions   = set("until till til thru through to 'til bis hasta jusqu'au jusqu'à até ate fino sino tot t/m ending")

	// leadIns stand between a preposition or verb and its date and change nothing.
	leadIns = set("the next this coming about around approximately roughly on at and including date day in ( of by ca least say now cob zum zur den dem dem einschließlich einschl el il le la al o à au included inclusive inclus incluido inklusive en met m partir")

	startVerbs = set("start starts started starting begin begins beginning arrive arrives arriving arrival join joins joining come comes coming commence commences commencing visit visits visiting onboard onboards land lands here comming open opens follow follows reach reaches")
	endVerbs   = set("end ends ending leave leaves leaving depart departs departing finish finishes finishing stay stays staying remain remains last lasts departure conclude concludes complete completes")

	// startParticles and endParticles make verbs of coming and going with a common verb
	// before them: "kicks off", "gets here", "moves in"; "wraps up", "winds down", "is
	// through", "runs out", "is over", "flies home".
	startParticles = map[string]map[string]bool{
		"off":  set("kick kicks kicking"),
		"here": set("get gets getting"),
		"in":   set("get gets move moves moving fly flies flying"),
	}
	endParticles = map[string]map[string]bool{
		"up":      set("wrap wraps wrapping wind winds winding finish finishes finishing is are"),
		"down":    set("wind winds winding"),
		"off":     set("sign signs signing set sets head heads"),
		"out":     set("move moves moving check checks ship ships"),
		"away":    set("go goes"),
		"over":    set("is are be"),
		"done":    set("is are be"),
		"gone":    set("is are be"),
		"through": set("is are"),
	}

	expiryVerbs = set("expire expires expiring expiration expiry lapse lapses lapsing")

	// closeVerbs end an account. Of a stay, "closes" is said as well.
	closeVerbs = set("deactivate deactivated close closes closed closing terminate terminated disable disabled end ends remove removed revoke revoked cut off shut stop cancel ended ending delete deleted switch suspend")

	// eventWords are what has dates of its own and is no stay.
	eventWords = set("interview orientation meeting conference retreat visa sent emailed wrote mailed deadline born birthday submitted revised workshop symposium defense call party seminar talk holiday vacation paid invoice commencement training session lecture flight appointment's requested asked filed hours passport met break section course congress revisions due signed irb")

	// occasions are events at which people are, or that run for some days.
	occasions = set("meeting conference retreat workshop symposium seminar session course congress section break recess festival summit orientation hackathon webinar bootcamp fair convention exam exams review committee audit maintenance outage")

	// absences are said of people who are not where they work.
	absences = set("away abroad vacation vacations holiday holidays ooo traveling travelling unavailable unreachable offline recess break pto")

	// premises can be closed for some days.
	premises = set("office offices building buildings campus lab laboratory library school university institute department core facility hotel cafeteria we")
)

// The words by which a sentence contrasts what is with what is to be.
var (
	presentWords = set("current currently present presently existing old former formerly previous previously original originally")
	newWords     = set("new correct right updated revised later desired requested proposed wanted actual")
	// stateWords tell with "is" or "has" how an account stands.
	stateWords = set("good valid active open available live enabled set covered fine ok okay")
	// stillWords stand inside the verb and change nothing.
	stillWords = set("only just still now currently presently already")
	// contrary words take the day after them back.
	contrary = set("not instead rather otherwise originally isn't wrongly mistakenly formerly previously")
)
