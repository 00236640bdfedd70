"""Ordinary English words, which do not count as names on their own although places and people may bear them.

A one-word name in this list is not searched for: with capitals at the start of sentences and in headlines it would be found in
every other report. The words are the commonest in public speeches (in lower case there), the days and months, and words of
newspaper English.
"""

from __future__ import annotations

from functools import cache


@cache
def ordinary_words() -> frozenset[str]:
    """Return the folded words that cannot be a name on their own."""
    return frozenset(WORDS.split())


WORDS = """
a ability able about above absence absolute accept acceptable acceptance accepted access accompanied accordance
according account achieve achieved achievement achievements achieving acknowledge across act acting action
actions active actively activities activity acts acute adapt add added addition additional address addressed
addressing adequate administrative admission adopt adopted adoption advance advanced advancement advantage
affairs affect affected affecting affects after again against age agencies agenda aggression aggressive ago
agree agreed agreement agreements agricultural agriculture ahead aid aim aimed aims air all allies allow allowed
almost alone along already also alternative although always am ambitious among amount an analysis and
anniversary annual another answer anti any anyone anything apartheid appeal appeals appear appears application
applied apply appreciate appreciation approach approaches appropriate april are area areas armaments armed arms
army around arrangements as ask asked aspect aspects aspirations assist assistance assume assumed assure at
atmosphere atomic attaches attack attacked attacks attain attained attainment attempt attempts attention
attitude august auspices authorities authority available avoid aware awareness away back balance balanced ban
band bank bar bare barriers base based bases basic basis bath battle battles bay be bear became because become
becomes becoming bed been before began begin beginning begun behalf behind being beings belief believe believes
beneficial benefit benefits bent best better between beyond big bilateral bill binding bird black blast blocs
blue boat bodies body bomb bombing bombs book border borders born both bound boundaries boy boys bread break
bridge bring bringing brings broad brotherly brothers brought brown budget build building built burden bus
business but by call called calling calls came camp campaign can cannot capable capacity capital capt captain
car care carried carry carrying case cases cash cat cause caused causes cave cease ceasefire cent centre
centuries century certain certainly cessation challenge challenges chance change changed changes changing
character characterized chemical chief child children choice choose chosen circumstances citizens city civil
civilian civilians civilization claim claims clear clearly climate close closely closer club co coast
coexistence col cold collaboration collective collectively colonel colonial colonialism combat combating come
comes coming commander commanders commend commercial commit commitment commitments committed commodities common
communities community competence complete completely complex compliance comprehensive compromise concept
concepts concern concerned concerning concerns concerted conclude concluded conclusion concrete condemn
condemnation condemned condition conditions conducive conduct conducted conferences confidence confident
conflict conflicts conformity confront confrontation confronted confronting congratulate congratulations
connection connexion conscience consensus consequences consider considerable consideration considerations
considered considers consistent consistently consolidate consolidation constant constantly constitute
constitutes constitutional construction constructive contained contemporary context continent continents
continuation continue continued continues continuing contrary contribute contributed contributing contribution
contributions control convened convening conventional conventions convey conviction convinced cool cooperate
cooperation coordination core corn cost costs could counter countries country courage course court create
created creating creation credibility crime crimes criminal crises crisis critical cross crucial cultural
culture cultures current currently cut d daily dam damage danger dangerous dangers dark date dawn day days dead
deal dealing dealt death debate debates debt decades december decide decided decision decisions decisive
declared decline decolonization dedicated dedication deep deeply deer defence defend defined degree delay
delegation delegations deliberations demand demands democracy demonstrate demonstrated denied deny depend
dependent depends described desert deserve deserves designed desire desired despite destiny destroy destroyed
destruction destructive detente deterioration determination determine determined devastating develop developed
developing development developments devoted dialog dialogue did differences different difficult difficulties
dignity dimensions diplomacy diplomatic dire direct directed direction directly disarmament disaster disasters
discharge discrimination discuss discussed discussion discussions disease diseases dish displaced dispute
disputes disregard distinguished distribution diversity divided division do document does dog doing domestic
domination done door doubt down dr draft draw drawn dream drive drop drought drug drugs dry due durable during
dust duties duty dynamic each ear earlier early east easy economic economically economies economy edge education
effect effective effectively effectiveness effects efficiency efficient effort efforts eight either elected
election elections element elements eleven eliminate elimination else elsewhere embargo emerged emergence
emergency emerging emissions emphasis emphasize emphasized employment enable enabled encourage encouraged
encouraging end endeavour endeavours ended ending energy engage engaged enhance enhanced enhancing enjoy
enormous enough enshrined ensure ensuring enter entered entire entirely entitled entrusted environment
environmental equal equality equally equitable equity era eradicate eradication especially essential establish
established establishing establishment ethnic even evening event events ever every everyone everything
everywhere evidence evident evil evolution example excellent exchange exercise exist existence existing exists
expand expansion expect expectations expected experience experienced experts exploitation export exports express
expressed expression extend extended extent external extreme extremely extremism eye eyes face faced faces
facilitate facing fact factor factors facts fail failed failure fair faith fall fame families family far farm
fast fate favour favourable fear february feel feeling fellow felt few field fields fiftieth fifty fight fighter
fighters fighting final finally finance financial financing find finding fire firm firmly first fish five flat
floor flow flows focus focused fog follow followed following food foot for force forced forces foreign foremost
forget form former forms fort forth forthcoming forty forum forums forward found foundation foundations founded
founding four fox fragile framework fraternal free freedom freedoms freely fresh friday friend friendly friends
friendship from front fruitful fulfil fulfilment full fully fun function functioning functions fundamental funds
further future gain game gap gas gate gave gen gender general generally generation generations genocide genuine
geographical get gift girl girls give given gives giving global globalization globe go goal god goes going gold
gone good goods goodwill governance governor grain grass grateful gratitude grave gray great greater greatest
greatly green grey gross ground group groups grow growing growth guarantee guarantees guidance guide guided gun
gunman gunmen guns had half hall halt hand hands hang happy hard hardly harm harmony has hat hate hatred have
having he head health heard heart heat heavy held hell help helped helping her here heritage hero heroic hers
high higher highest highly hill him himself his historic historical history hit hold holding hole holy home
homeland homes honour hope hoped hopes horse host hostilities hot hotel hour house how however hub huge human
humanitarian humanity humankind hundred hundreds hunger hunt i ice idea ideal ideals ideas identity ideological
if ignore illegal immediate immediately immense impact imperative imperialism imperialist impetus implement
implementation implemented implementing implications importance important impose imposed impossible improve
improved improvement improving in inalienable include includes including inclusion inclusive income increase
increased increasing increasingly indeed independence independent indigenous indispensable individual
individuals industrial industrialized industry inequality inevitable influence information infrastructure
inhabitants inherent initiated initiative initiatives injured injustice inn innocent insecurity inspired
instability instance instead institution institutional institutions instrument instruments integral integrated
integration integrity intended intention intentions interdependence interest interested interests interference
internal international internationally intervention into invasion investment involved involvement iron is island
issue issues it item items its itself january job join joined joint joy judge july jump june jurisdiction jury
just justice justify keep keeping key kill killed kind king kit knee know knowledge known knows labour lack lady
laid lake lamb lamp land lands lane language large largely larger largest last lasting late later latest latter
launched law lawn laws lead leader leaders leadership leading leads leaf lean learned least leave led left leg
legal legitimacy legitimate less lessons let letter level levels liberation liberty lie lies life light like
likely lime limit limited limits line lines link linked lion lip list little live lives living ll load loan
local lock lofty log long longer look loop loose lord lose loss lost lot love low lt luck lunch m machinery mad
made mail main maintain maintained maintaining maintenance maj major majority make makes making mall man
management mandate mankind manner many map march mark marked market markets mass massive mate material materials
math matter matters may mayor me meal mean meaning meaningful means measure measures meat mechanism mechanisms
media mediation medium meet meeting meetings membership men mention mentioned mere merely mess message met
methods might migration mile militant militants military milk mill million millions mind minds mine minister
ministry minority mint mirror miss mission missions mist model modern moment momentum monday money month months
moon moral more morning mosque most mother motor mount mouse mouth move movement movements moving mr mrs ms much
mud multilateral multilateralism murder music must mutual mutually my nail name namely nation national natural
nature near nearly necessary necessity neck need needed needs negative negotiated negotiating negotiation
negotiations neighbouring neighbours neither nest net never nevertheless new newly news next nice night nine no
noble non none noon nor normal norms north nose not note noted nothing november now nuclear number numerous oak
oath objective objectives obligation obligations obstacles obvious occasion occasions occupation occupied
occurred oceans october of off offer offered offers office official officials often oil ok old on once one ones
ongoing only open opened opening opera operation operations opinion opportunities opportunity opposed opposition
oppression optimism or oral orange order organ organizations organized organs other others our ours ourselves
out outcome outer outset outside outstanding oven over overall overcome overwhelming own owner pace pack page
paid pain painful paint pair palace pale palm pan pandemic panel paper par park part participate participated
participating participation particular particularly parties partners partnership partnerships parts party pass
passed past path pay peace peaceful peacefully peacekeeping peak pen peninsula people peoples per performance
perhaps period permanent permit persist persistent person personal personnel persons perspective pet phase
phenomenon phone photo pick picture piece pilot pin pine pink pipe pitch place placed places plain plan plane
planet plans plant plate play played pleased pleasure pledge plus poem poet point points pole police policies
policy political politics poll pool poor population populations port pose posed position positions positive
possibilities possibility possible post pot potential pound poverty power powerful practical practice practices
precisely predecessor prepared presence present presented preservation preserve preserving presidency president
press pressing pressure pretext prevail prevailing prevent preventing prevention preventive previous price
prices pride primarily primary prince principal principle principles print priorities priority prison private
privilege prize problem problems procedures process processes proclaimed produce produced product production
productive products prof profound programmes progress progressive prohibition project projects proliferation
promise promote promoting promotion proof propaganda proper property proposal proposals proposed prospect
prospects prosperity prosperous protect protecting protection proud prove proved provide provided provides
providing province provision provisions public pull pulse pure purpose purposes pursue pursued pursuing pursuit
push put putting qualities quality queen quest question questions quick quickly quiet quite race racial racism
racist radio rail rain raise raised ramp range rank rapid rapidly rare rate rates rather raw ray re reach
reached reaching read readiness ready reaffirm reaffirmed reaffirms real realistic realities reality realization
realize realized really rear reason reasonable reasons rebel rebels recall receive received recent recently
recognition recognize recognized recommendations reconciliation reconstruction record recovery red reduce
reduced reducing reduction refer reference referred reflect reflected reflects reform reforms refrain refugee
refugees regard regarding regardless regards regime regimes region regional regions regret regrettable regular
reiterate reiterates reject rejected related relating relations relationship relevant relief religion religious
remain remained remaining remains remarkable renew renewed rent repeated repeatedly report reported reporters
reports represent representation representative representatives represented represents request require required
requirements requires research residents resistance resolutely resolution resolutions resolve resolved resolving
resources respect respected respective respond response responsibilities responsibility responsible rest
restoration restore restored restructuring result resulted resulting results resumption return reunification
review revolution revolutionary rice rich ride rifle right rightly rights ring riot rise rising risk risks river
road rock rocket rockets role roof room root rope rose rostrum rough round route row royal ruin rule rules run
rush s sacrifices sad safe safeguard safeguarding safety said sail sale salt same sanctions sand satisfaction
satisfactory saturday save say saying scale scene school science scientific scope scourge sea seal search season
seat second sector sectors secure see seed seek seeking seeks seem seems seen self sell send sense september
series serious seriously serve served service services session sessions set setting settle settled settlement
seven seventy several severe sgt shadow shall shape share shared sharp she sheep sheet shell shelling ship shirt
shock shoe shop shore short shot should show shown shows shut side sides sign signed significance significant
signing signs silk silver similar simple simply since sincere sincerely sing single sir sister site situation
situations six sixty size skin sky sleep slide slow small smoke snow so soap social societies society socio soft
soil sold soldier soldiers sole solid solidarity solution solutions solve solved solving some something
sometimes son song soon sort sought soul sound soup source sources south southern sovereign sovereignty space
spare speak speakers speaking special specialized specific speech speed speedy spell spend sphere spheres spirit
spite split spokesman spokesperson spokeswoman sport spot spread spring square stability stable staff stage
stake stand standard standards stands star start started state stated statement statements station status stay
steel step steps stick still stock stone stop store storm story strategic strategies strategy street strength
strengthen strengthened strengthening stress strict strike strive striving strong stronger strongly structural
structure structures struggle struggling study style subject subjected submitted substantial succeed succeeded
success successful successfully such suffer suffered suffering sufficient suit summer sun sunday super supply
support supported supporting supports sure surf survival sustainable sustained swim sword sympathy system
systems t table tackle tail take taken takes taking tale talk talks tangible tank tanks tape target targets task
tasks tax tea team tear technical technological technologies technology tell ten tension tensions tent term
terms terrible territorial territories territory terror terrorism terrorist terrorists test testing tests text
than thank thanks that the their theirs them theme themselves then there thereby therefore these they thick thin
thing things think thinking third thirty this those though thought thousand thousands threat threaten threatened
threatening threatens threats three through throughout thursday thus ties time timely times tin tip tire
tireless title to today together tolerance toll tomorrow tone tonight too took tool top total touch tour towards
tower town track trade traditional trafficking tragedy tragic trail train training transfer transformation
transition transparency transparent treaties treatment tree tremendous trend trends trial tribe tribes tribute
trick tried trip troop troops truce truck true truly trust truth try trying tube tuesday tune turn turning
twelve twentieth twenty twin two type ultimate ultimately unable unacceptable unanimous unanimously
unconditional under undermine understand understanding undertake undertaken undertaking undoubtedly unemployment
unfortunately unilateral union unique unit unity universal universality unjust unless unprecedented until up
uphold upon urge urgency urgent urgently us use used useful using utmost valley valuable value values van
various vast ve veil very veto via viable victim victims victory view views village vine violation violations
violence violent visa vision visit vital voice vote vulnerable wage wait wake walk wall want war warlord
warlords warm warmly wars was wash waste watch water wave way ways we weak wealth weapon weapons wear web
wednesday week weeks weight welcome welcomed welcomes welfare well were west wet what whatever wheel when where
wherever whether which while white who whole whom whose why wide wider wife wild will willing willingness win
wind window wine wing winter wire wisdom wise wish wishes with withdraw withdrawal within without witness
witnessed witnesses witnessing wolf woman women wood word words work worked working world worldwide worse worst
worth worthy would wound wounded wrong yard year years yes yesterday yet you young your yours youth zero zone
zones
"""
