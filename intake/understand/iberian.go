package understand

import (
	"strings"
	"unicode/utf8"
)

// Spanish and Portuguese names end in two surnames, Philippine and many American ones
// in one; no word between says where the given names stop. What the words themselves
// are tells it.

// twoSurnames: the last two of at least three words are surnames. Both stand in no
// other order than given names first, so it is enough that one of the two is known as
// a surname and the other is no given name of these languages; an English middle name
// ("Linda Grace Fernandez") goes with an English first name.
func twoSurnames(words []string) bool {
	n := len(words)
	if n < 3 || strings.HasSuffix(words[n-2], ".") || strings.Contains(words[n-2], "-") {
		return false
	}
	middle, last := words[n-2], words[n-1]
	switch {
	case iberianSurname(middle):
		return true
	case !iberianGiven(words[0]) || iberianGiven(middle) || englishGivenNames[fold(middle)]:
		return false
	case n >= 4 && iberianGiven(words[1]):
		return true // two given names, and two others
	case iberianOnly[plainLetters(fold(words[0]))]:
		return true
	}
	return iberianSurname(last)
}

// iberianSurname: only Spanish has an ñ, its patronymics end in -ez, Basque surnames in the words for
// places that they were; the others here are the commonest that do not.
func iberianSurname(w string) bool {
	low := plainLetters(fold(w))
	if strings.Contains(low, "-") {
		return false
	}
	if utf8.RuneCountInString(low) > 4 && strings.HasSuffix(low, "ez") {
		return true
	}
	if strings.Contains(fold(w), "ñ") {
		return true
	}
	for _, ending := range basqueEndings {
		if len(low) > len(ending)+2 && strings.HasSuffix(low, ending) {
			return true
		}
	}
	return iberianSurnames[low]
}

// iberianGiven: a given name of Spain, Portugal and the Americas.
func iberianGiven(w string) bool { return iberianGivenNames[plainLetters(fold(w))] }

// settleName lets the address tell whether the word before the last is a surname of
// two: "florencia.sosa@…" of Florencia Sosa Bravo, "itziar.gl@…" of Itziar Goñi Lasarte,
// "santosh.tm@…" of Santosh Thapa Magar.
func (r *reader) settleName(d *draft) {
	given := strings.Fields(d.name.given)
	if d.hinted || d.rec != nil || len(given) < 2 {
		return
	}
	middle := plainLetters(fold(given[len(given)-1]))
	known := iberianSurname(d.name.family)
	first := plainLetters(fold(given[0]))
	local, _, _ := strings.Cut(d.best[fieldEmail].text, "@")
	initials := ""
	// in whatever language, initials behind the given name are those of the surnames
	if (iberianGiven(first) || strings.HasPrefix(local, first)) && !iberianGiven(middle) && !englishGivenNames[middle] {
		initials = firstLetter(middle) + firstLetter(plainLetters(fold(d.name.family)))
	}
	for _, part := range strings.FieldsFunc(local, func(r rune) bool { return r == '.' || r == '_' || r == '-' }) {
		if known && part == middle && part != first || part == initials {
			d.name = fullName{given: strings.Join(given[:len(given)-1], " "), family: given[len(given)-1] + " " + d.name.family}
			return
		}
	}
}

func firstLetter(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return s[:size]
}

// basqueEndings are -place, -house, -town, -spring and the like.
var basqueEndings = []string{"rreta", "etxea", "etxe", "echea", "iturri", "izaga", "tegui", "tegi", "goitia", "goikoetxea", "barria", "berria", "mendi", "zabal", "zabala", "garai", "garay", "gorri", "aldea", "alde", "uriarte", "sagasti", "zubi", "rrutia", "rrondo", "arrieta"}

// iberianSurnames and iberianGivenNames are written without accents.
var iberianSurnames = set("acosta acuna aguilar aguirre alarcon alcantara aldana almada almeida alonso alves amaral amorim andrade angulo antunes aragon aranda arango araujo araya arboleda arce arenas arguello arias arredondo arriaga arroyo assis astudillo avila ayala azevedo baez balboa baptista barbosa barragan barrera barrios barros bastos batista bautista becerra bello benavides benitez bermudez bernal betancourt bezerra blanco bonilla borges borja bosch botelho braga brandao bravo briceno brito bueno burgos bustamante bustos caballero cabral cabrera caceres caicedo caldas caldeira calderon calvo camacho camara camargo campos canales candido cano cantu carballo cardenas cardona cardoso carmona carneiro carrasco carrillo carvajal carvalho casals casas castaneda castanho castano castillo castro cavalcanti ceballos cerda cerqueira cervantes cespedes chacon chaves chavez cifuentes cisneros clavijo coelho colon conde condori contreras cordero cordova cornejo coronado correa correia cortazar cortes costa couto crespo cruz cuellar cuevas cunha davila delgado diaz diez duarte duran echeverri echeverria elizondo enriquez escalante escalona escobar espino espinosa espinoza esquivel esteban estevez estrada fajardo falcon farias feijoo feliciano fernandes ferreira ferreiro ferrer figueiredo figueroa flores florez fonseca fraga franco freitas frias fuentes gaitan galeano galindo gallardo gallego galvao galvez gamboa gamez garay garcia garrido garzon gil gimenez giraldo giron godoy gomes goncalves granados guardiola guerrero guevara guillen guimaraes guzman henriques henriquez heredia herrera herrero hidalgo hinojosa huaman huerta hurtado ibanez ibarra iglesias infante irizarry izquierdo jaramillo jimenez juarez lacerda landa lara larrea leal leite lemos leon lima linares lira llanos lobato lobo londono lopes lopez lorenzo loureiro lourenco lozano lucero lugo luna macedo machado macias maciel madrid madrigal magalhaes malave maldonado mamani manrique marin marques marquez marrero martins mascarenhas matos mayorga medeiros medina mejia mello melo mendes mendez mesa mesquita mexia meza miranda molina monteiro montero montoya mora morales moreira moreno mota moura mourao moya munguia munoz murillo naranjo navarro negron nevarez neves nieto nogueira noriega novoa nunes ocampo ocasio ochoa olivares oliveira olivera olmedo ordonez orellana oropeza orozco ortega ortiz osorio ospina oviedo pacheco padilla paiva palacios palma pantoja parada pardo paredes parra pascual passos pastor patino paz pedraza pedrosa peixoto pena penha perdomo pereira pimentel pineda pino pinto pires pizarro plaza polanco ponce porras portela portillo posada prada prado prieto puentes puig pujol queiroz quinones quintana quintero quiroga quiros quispe ramalho ramirez ramos rangel raposo recinos regueiro reis renteria resende restrepo revilla reyes riascos ribeiro rincon rios riquelme rivas rivera robledo robles rocha rodas rodrigues roig rojas roldan rolon roman romero rosado rosales rosario rosas rua rubio rueda ruiz sa saavedra saenz saez salas salazar saldana saldivar salgado salinas samper sanabria sandoval santana santiago santos sanz saraiva sardinha seabra segovia segura sepulveda serna serra serrano serrato sierra silva simao simoes siqueira soares sobral sobrinho solano soler solis soriano sosa sotelo soto sousa souza suarez tamayo tapia tavares teixeira tejada tejeda teles tello terrazas tinoco toledo toro torrealba torrente torres tovar travassos trevino trindade trujillo urena uribe urrutia valderrama valdez valdivia valencia valente valera vallejo valles varela vargas vasconcelos vaz vega veiga velarde velasco velez vera verdugo verissimo viana vicente vidal vidigal vieira viera vilar vilhena villa villalobos villanueva villareal villarreal villaverde villegas viveros xavier yanez yepes zambrano zamora zamudio zapata zarate zavala zuluaga zuniga")

var iberianGivenNames = set("abel abril adela adolfo adrian adriana agustin agustina aina ainhoa aitana aitor alba alberto alejandra alejandro alfonso alfredo alicia alma alonso alvaro amaia amalia amanda amparo ana anabel ander andrea andreia andres ane angel angela angeles anibal antonia antonio araceli arantxa ariadna armando arturo asier asuncion aurelio aurora barbara beatriz begona belen benito benjamin bernardo blanca borja bruno camila camilo candela carina carla carlos carlota carmen carolina catalina catarina cecilia celeste celia cesar clara claudia claudio clemente concepcion consuelo crisanta cristian cristina cristobal daniel daniela dario david debora delfina diana diego dolores domingo duarte edgar edmundo eduarda eduardo elena elias elisa eloy elsa elvira emilia emiliana emiliano emilio encarnacion eneko enrique eric erika ernesto esmeralda esperanza esteban estefania estela ester estrella eugenia eugenio eva evangelina fabian fabiana fabio fabiola fatima federico felipe felix fermin fernan fernanda fernando ferran fidel filipa filipe florencia florencio francisca francisco gabriel gabriela gael gaspar gerardo german gilberto giovanna gisela gloria goncalo gonzalo gorka graciela gregorio guadalupe guilherme guillermina guillermo gustavo hector helena henrique herminia hernan hernando horacio hugo humberto ignacio igor iker ilda imanol inaki ines inigo inmaculada irene iris isaac isabel isabela isidro ismael itziar ivan jacinto jaime javier jeronima jeronimo jesus jimena joao joaquim joaquin joel jon jordi jorge jose josefa josefina josu josue juan juana julia julian juliana julieta julio karina laia lara laura lautaro leandro leire leonardo leonel leonor leticia lidia lilia liliana lina lorena lorenzo lourdes lucas lucia luciana luciano lucrecia luis luisa luiz luz magdalena maite manoel manuel manuela marc marcela marcelo marcia marco marcos margarida margarita maria mariana mariano maribel mariela marina mario marisa marisela marisol marta martin martina mateo mateus matias matilde mauricio maximiliano mercedes micaela miguel mikel milagros mireia miriam moises monica montserrat nadia nahia natalia nayeli nelson nerea nestor nicolas nicole noelia noemi norma nuno nuria octavio oihane olga oliver omar orlando oscar pablo paloma pamela paola patricia patricio paula paulina paulo pedro pia pilar porfirio rafael rafaela ramiro ramon raquel raul rebeca regina renata renato ricardo rita roberto rocio rodolfo rodrigo rogelio roger rolando romina roque rosa rosalia rosario rosaura rosmery ruben rui ruth salome salvador samuel sandra santiago santos sara saul sebastian sergio silvia silvina simon sofia sol soledad sonia susana tamara tania tatiana telmo teodoro teresa thais thiago tiago tomas trinidad unai uxia valentin valentina valeria vanesa vera veronica vicente victor victoria violeta virginia wilber wilmer wilson xabier xavier ximena xoan xochitl yadira yesenia yolanda zaira zoe")

// iberianOnly are given names that no other language shares: what follows them is
// two surnames, known or not.
var iberianOnly = set("aitor ainhoa aitana amaia ander asier begona eneko gorka iker inigo inaki itziar josu leire maite mikel nahia nerea oihane unai xabier joaquin joaquim jesus guadalupe marisol maribel milagros concepcion encarnacion inmaculada consuelo esperanza rocio ximena jimena yesenia nayeli xochitl goncalo tiago thiago joao guilherme catarina uxia xoan ferran jordi mireia montserrat nuria pablo juan juana enrique guillermo rodrigo hernan rogelio ramiro porfirio wilber wilmer lautaro maximiliano alejandro alejandra andres alvaro agustin cristobal fermin fernan gonzalo isidro")

// englishGivenNames are second given names of bearers of one Spanish surname ("Daniel
// James Martinez").
var englishGivenNames = set("james john michael william robert thomas joseph charles christopher matthew anthony mark donald steven stephen paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob nicholas jonathan scott alexander patrick peter henry jack louis philip raymond lawrence dean lee ray jay allen alan mary elizabeth jennifer linda susan jessica sarah karen nancy margaret ashley kimberly emily michelle amanda melissa stephanie rebecca catherine katherine kathleen christine anne ann anna marie rose grace jane joy hope faith lynn louise jean claire helen nicole rachel theresa therese evelyn eleanor frances alice lucy emma olivia sophia sophie charlotte amelia mae may francesca giovanni giuseppe luca grazia pia")
