/* SPDX-License-Identifier: GPL-3.0-or-later */
/* caller_words.c -- see caller_words.h. Tables: which words ask for what. */
#include "advice/caller_words.h"

#include "hotline/alloc.h"

const struct caller_topic_words caller_topics[TOPIC_COUNT] = {
	[TOPIC_NAME] = {
		TOPIC_SELF,
		"name caller who_calls surname",
		U"您全名|your name|full name|surname|family name|first name|spell|call you|"
		U"您姓什么|您姓啥|你姓什么|您叫什么名字|贵姓|姓名|怎么称呼|如何称呼|称呼您|称呼你|您叫什么|"
		U"你叫什么|您叫啥|你叫啥|您姓|你姓|姓氏|尊姓|大名|您名字|你名字|怎么叫您|叫您什么|您本人叫|"
		U"留个名字|留姓名|本人姓名|名字告诉|您是哪位|你是哪位|您哪位|实名|联系人|失主",
		U"name|"
		U"姓什么|姓啥|名字|称呼|叫什么|叫啥|什么名|哪位|全名",
	},
	[TOPIC_PHONE] = {
		TOPIC_SELF,
		"phone callback contact number tel telephone mobile",
		U"phone|telephone|contact you|reach you|email|your number|get in touch|"
		U"取得联系|怎么跟您联系|怎么和您联系|这个号码|能接通|您这个手机|这个手机|打您这个|联系电话|您电话|"
		U"你电话|手机号|电话号码|联系方式|联络方式|怎么联系您|怎么联系你|怎样联系您|如何联系您|联系到您|"
		U"找到您|怎么找您|怎么通知您|联络您|怎么联络|跟您联系|与您联系|和您联系|联系您|座机|回电|回拨|"
		U"打哪个|哪个号|这个号|号码能|能打通|打得通|留个电话|留一个电话|留电话|电话留|留个号|您号码|微信号|"
		U"来电号码|保持畅通|电话多少|电话是多少|找您打|打什么电话",
		U"number|contact|"
		U"电话|手机|号码|联系您|找您",
	},
	[TOPIC_WHERE] = {
		TOPIC_SETTLES,
		"where place address location spot position site",
		U"where|address|which building|which room|which street|location|located|district|"
		U"明显标志|什么标志|在什么地方|在什么位置|在哪个位置|哪里发生|在哪发生|忘在哪里|忘在哪|落在哪里|"
		U"落在哪儿|落在哪|丢在哪里|丢在哪|开到哪|到哪里找|怎么找到|办公地|地址|位置|地点|哪个小区|什么小区|"
		U"哪一个小区|小区叫什么|小区名|哪栋|哪幢|哪个楼|哪座楼|几号楼|几栋|几幢|几单元|楼号|门牌|几号院|"
		U"哪条路|哪条街|哪个路口|什么路|哪个村|哪个区|哪个街道|哪个镇|哪个乡|哪个县|哪个社区|具体在哪|"
		U"哪一段|哪个站|哪个门口|标志性|标志物|参照物|哪个园区|位于|坐落|怎么走|哪个方位|发生在哪|"
		U"发生在什么地方|事发地|哪个地方",
		U"place|"
		U"在哪里|在哪儿|在哪|哪里|哪儿|什么地方|啥地方|哪块|哪边|附近|哪个位置|地方",
	},
	[TOPIC_HOME] = {
		TOPIC_SELF,
		"home residence",
		U"家住哪里|家住哪|住哪里|住哪儿|住哪|住在哪里|住在哪儿|住在哪|家在哪|住址|家庭住址|住在什么|住什么|"
		U"您住|您家是哪|您家在",
		U"",
	},
	[TOPIC_SINCE] = {
		TOPIC_SETTLES,
		"since began start start_time",
		U"since when|start|started|begin|began|"
		U"什么时候开始|从什么时候|从几点|从哪天|从哪一天|从啥时候|什么时候起|哪天起|从几号|从几月|从哪个月|"
		U"从何时|何时开始|几点开始|哪天开始|哪一天开始|开始时间|几号开始|几月份开始|起始|最早是|"
		U"什么时候出现|哪天出现|什么时候发现|哪天发现|啥时候开始|多会儿开始",
		U"开始|刚刚|刚开始|才开始|最近才",
	},
	[TOPIC_LONG] = {
		TOPIC_SETTLES,
		"duration how_long long period",
		U"how long|"
		U"多久了|多长时间|多少天|多少个月|多少年|几天了|几个月了|几年了|几个小时|多少小时|持续|多久|好久了|"
		U"几周了|几天没|几个月没|有多长|几日了|时间长不长|很久了吗|长期|几分钟|几个月|几年|几个星期|几周",
		U"一直|有效期",
	},
	[TOPIC_WHEN] = {
		TOPIC_SETTLES,
		"when time date moment hour",
		U"when|what time|what date|which day|what day|"
		U"一般几点|通常几点|每天几点|每晚几点|一般什么时候|通常什么时候|一般什么时间|平时几点|昨天|"
		U"今天还是|夜里几点|晚上几点|哪段时间|哪一段时间|什么时候|几点|哪天|何时|啥时候|什么时间|哪一天|"
		U"几月几号|几月份|哪个月|时段|时间段|日期|哪个时候|几时|多会儿|什么时辰|发生时间|具体时间|白天还是|"
		U"上午还是|早上还是",
		U"时间|几号|晚上|白天|钟头",
	},
	[TOPIC_OFTEN] = {
		TOPIC_SETTLES,
		"often frequency how_often",
		U"天天晚上|每天晚上|每天夜里|天天夜里|频率|多久一次|每天都|天天|经常|偶尔|隔几天|每周|一周几|"
		U"一个星期|一周有|一个月几|是不是总|总是|老是|频不频繁|频繁|隔多久|每晚都|是每天|每隔|一天几次|"
		U"几天一次",
		U"几次|次数|多少次",
	},
	[TOPIC_TIMES] = {
		TOPIC_SETTLES,
		"times how_many_times calls",
		U"how many times|how often|"
		U"第几次|第几回|第几遍|几次了|几回了|几遍了|头一次|第一次|首次|打过几次|打了几次|反映几次|"
		U"反映过几次|反映了几|投诉几次|投诉过几次|投诉了几|多少次了|打过多少次|前后几次|一共几次|"
		U"来过几次电话",
		U"几次|几回|多少次",
	},
	[TOPIC_PEOPLE] = {
		TOPIC_SETTLES,
		"people headcount how_many persons workers",
		U"几口人|都是什么人|哪些人|多少人|几个人|几位|人数|多少名|多少户|几户|多少位|几名|多少个人|规模|"
		U"多少员工|多少职工|多少工人|多少工友|几个工人|人多不多|人手|就您一个|就您一位|就您自己|很多人|"
		U"多少消费者|多少顾客|多少会员|多少业主|多少居民|多少家|多少学生|多少家长",
		U"还有谁",
	},
	[TOPIC_MANY] = {
		TOPIC_LEANS,
		"count quantity number_of",
		U"how many|"
		U"多少个|多少盏|几个|几盏|几处|几辆|多少辆|几台|几只|多少只|几棵|几条|多少条|多少件|几件|多少间|"
		U"几间|几套|数量|几部|几级|多不多",
		U"",
	},
	[TOPIC_AMOUNT] = {
		TOPIC_SETTLES,
		"amount fee money sum price cost owed",
		U"how much|amount|total|cost|price|"
		U"扣款多少|扣了多少|扣多少|交多少|付多少|收多少|几块钱|多少钱|金额|总额|数额|多少工资|欠了多少|"
		U"欠多少|拖欠了多少|差多少|花了多少|多少元|多少块|几万|多少万|款项|价格|价钱|费用是多少|费是多少|"
		U"费多少|卡费|多少费用|收了多少|交了多少|付了多少|损失多少",
		U"money|"
		U"费用|钱",
	},
	[TOPIC_CAUSE] = {
		TOPIC_SETTLES,
		"cause why reason",
		U"why|reason|"
		U"毛病在哪|问题出在哪|毛病出在|原因|为什么|为啥|怎么引起|什么引起|什么造成|怎么造成|什么导致|"
		U"怎么导致|因为什么|怎么会|缘由|起因|什么故障|哪里故障|理由|何故",
		U"造成|导致|故障|会不会是|是不是因为",
	},
	[TOPIC_COURSE] = {
		TOPIC_LEANS,
		"what course matter story happened event situation detail",
		U"what happened|problem|what is the matter|going on|"
		U"哪方面|为了什么|来电是为|打电话是|什么事情|发生了什么事情|什么毛病|出什么问题|想问什么|想问|"
		U"咨询什么|要办什么|什么业务|办理什么|办什么|了解什么|查什么|查哪|怎么回事|经过|发生了什么|"
		U"发生什么|什么事|什么问题|怎么了|来龙去脉|反映什么|反映是什么|出了什么|具体情况|详细情况|详细讲|"
		U"详细说|仔细说|具体说|具体讲|讲讲情况|说说情况|情况说|情况讲|把情况|什么情况|事情过程|过程|咋回事|"
		U"啥事|啥情况|啥问题",
		U"情况|具体",
	},
	[TOPIC_WHO] = {
		TOPIC_SETTLES,
		"who party suspect offender accused against",
		U"谁干|谁倒|谁弄|什么人|对方是谁|被投诉|被举报|举报谁|投诉谁|责任人|反映对象|哪家造成|谁责任|"
		U"哪个人|投诉对象|举报对象|投诉哪|举报哪|是谁|谁在|谁扔",
		U"who|whom|"
		U"谁付|谁出|谁掏|大人还是|是谁受伤|您本人还是|谁家|谁|哪家|哪个单位|什么单位|看见|看到|目击|对方",
	},
	[TOPIC_COMPANY] = {
		TOPIC_SETTLES,
		"company firm employer business enterprise shop merchant builder contractor",
		U"归哪个|归谁|谁在管|谁负责|哪个负责|哪家负责|哪个物业|哪家物业|物业公司叫|物业叫|谁管|哪家厂|"
		U"公司叫|单位叫|企业叫|厂叫|哪个单位负责|哪家在|招牌|门头|店招|商户叫|公司叫什么|公司名称|公司名|"
		U"单位名称|企业名称|企业全称|全称|单位叫什么|哪家公司|哪个公司|什么公司|贵公司叫|贵公司名|哪家单位|"
		U"哪家企业|什么企业|哪个企业|公司叫啥|店名|商家名称|店叫什么|商户名|企业名|单位名|哪家店|哪个商家|"
		U"哪家商|机构名称|哪家机构|哪家工厂|厂名|厂子叫|店铺名|店铺叫|商家叫|学校叫|机构叫",
		U"全名|哪家|哪个单位|什么单位|名称",
	},
	[TOPIC_WISH] = {
		TOPIC_SELF,
		"wish demand want request appeal hope",
		U"help you|request|expect|hope|wish|do for you|like us to do|want us|"
		U"想怎么处理|希望怎么处理|要怎么处理|我们做什么|我们做些什么|诉求|希望|什么要求|有何要求|要求是|"
		U"您要求|怎么解决|如何解决|如何处理|想要什么|想要|期望|需要我们|怎么帮|帮您做什么|想怎么|想让我们|"
		U"什么结果|有什么想法|想达到|您想要|您认为应该|您觉得应该|怎么办合适|满意结果",
		U"want|would like|solution|"
		U"怎么处理|怎么解决|要求|想要|帮您",
	},
	[TOPIC_TRIED] = {
		TOPIC_NAMES,
		"tried reported before complained earlier previous repair",
		U"contacted|talked|talk to|asked|complained|tried|"
		U"有没有通知|通知物业|通知过|告诉过|告诉物业|通知了|通知没|打电话没|打电话了|打了电话|联系维保|"
		U"按过|找人修|说过没有|投诉了|反映了|举报了|打过电话|打电话给|反映过|投诉过|找过|报修|报过修|报过|"
		U"联系过|上报过|跟谁反映|向谁反映|交涉|沟通过|之前反映|以前反映|反映给|找物业|找没找|有没有找|"
		U"找了没|求助过|举报过|有没有反映|有没有投诉|有没有联系|去过没有|去反映|联系了没有|联系了吗|"
		U"联系没联系|找了吗|问过|之前找|之前投诉|以前投诉|以前找|哪些部门|什么部门|相关部门|有关部门|"
		U"其他部门|别部门|其他单位|走过|协商过|商量过",
		U"contact|"
		U"反映|投诉|联系|举报|找|来看过|来过人|有人来|处理过|说过",
	},
	[TOPIC_ANSWER] = {
		TOPIC_NAMES,
		"answer reply result response outcome",
		U"say|said|reply|replied|answer|explain|response|"
		U"人跟您联系|人联系您|人与您联系|人和您联系|联系过您|有人找您|单位联系您|跟您说过结果|怎么答复|"
		U"答应|答复|怎么说|怎么回复|什么回复|处理结果|怎么回应|什么回应|结果怎么样|结果怎样|什么说法|说法|"
		U"怎么跟您说|怎么讲|有人联系|有没有人联系|谁联系|联系您了|找过您|给您回|什么结论|处理到什么",
		U"tell you|told you|"
		U"怎么处理|回复|结果|反馈|回应",
	},
	[TOPIC_TICKET] = {
		TOPIC_SETTLES,
		"ticket ticket_no ticket_number case_number",
		U"单子|受理单|给过您一个号|哪个号单|回执|工单号|工单编号|工单|单号|受理编号|编号|受理号|流水号|"
		U"查询码|登记号|案件号",
		U"",
	},
	[TOPIC_SECRET] = {
		TOPIC_SELF,
		"secret confidential anonymous privacy",
		U"confidential|secret|anonymous|private|privacy|reveal|"
		U"身份保密|身份泄露|身份公开|不公开身份|告诉承办单位|告诉对方|保密|匿名|隐藏|隐去|不公开|泄露|"
		U"公开您|知道您是谁|知道是您|隐瞒|对外公开|透露|不想让|隐去姓名|隐去您|姓名保密|举报人|知道您|"
		U"怕不怕|报复您|被报复",
		U"",
	},
	[TOPIC_VISIT] = {
		TOPIC_SELF,
		"visit return_visit follow_up feedback",
		U"通知方式|怎么通知结果|回访|满意度|反馈结果|告知结果|结果告诉您|通知您结果|给您回复|给您打电话|"
		U"给您打个电话|需要反馈|结果通知|要不要通知|告诉您结果",
		U"反馈|回复您|打个电话",
	},
	[TOPIC_AGE] = {
		TOPIC_SETTLES,
		"age how_old",
		U"how old|"
		U"多大年纪|多大岁数|多大了|多大年龄|年龄|岁数|年纪|几岁|高寿|多少岁|出生|哪年生|贵庚",
		U"多大",
	},
	[TOPIC_IDENTITY] = {
		TOPIC_SETTLES,
		"identity id id_card id_number",
		U"身份证|证件号|证件|护照",
		U"",
	},
	[TOPIC_SCOPE] = {
		TOPIC_NAMES,
		"scope range extent neighbours others affected",
		U"影响范围|受影响有|范围|整栋|整幢|整个小区|全楼|整楼|整个单元|只有您|就您一家|您一家|您一户|光您|"
		U"单独|隔壁|邻居|对门|楼上楼下|其他人家|别人家|别家|其他家|别楼|其他楼|其他住户|其他居民|其他业主|"
		U"影响了多少|影响到|大家都|全都|都这样|也这样|一样情况|同样情况",
		U"个别|全部|所有",
	},
	[TOPIC_SYMPTOM] = {
		TOPIC_NAMES,
		"symptom symptoms illness condition",
		U"头晕|恶心|头疼|想吐|晕倒|身体状况|喘上气|胸闷|中毒|身体怎么样|身体如何|还好吗|情况还好|伤势|伤情|"
		U"严重吗|严不严重|什么反应|症状|不舒服|难受|哪疼|哪儿疼|哪里疼|疼不疼|什么感觉|感觉怎么样|感觉如何|"
		U"清醒|意识|发烧|发热|体温|什么表现|病情|身体反应|什么病|哪里不适|不适|呼吸困难|能呼吸|正常呼吸|"
		U"喘不|出血|昏迷",
		U"身体|深不深|重不重|感觉|反应|表现",
	},
	[TOPIC_HISTORY] = {
		TOPIC_NAMES,
		"history chronic past",
		U"病史|基础病|基础疾病|慢性病|既往|以前有什么病|做过手术|手术|什么药|吃药|服药|用药|平时身体|"
		U"老毛病|过敏|心脏病|高血压|糖尿病",
		U"",
	},
	[TOPIC_HURT] = {
		TOPIC_NAMES,
		"hurt injury injured danger accident casualties",
		U"没事吧|受伤|伤亡|伤员|伤着|伤到|出过事|出事|事故|有危险|生命危险|摔|磕着|砸到|险情|安全隐患|危险",
		U"安全|隐患",
	},
	[TOPIC_WEAK] = {
		TOPIC_NAMES,
		"elder elderly family children patient vulnerable special",
		U"一块儿住|一块住|就您一个人|就一个人|和谁一起|跟谁一起|谁一起|子女|儿女|一个人住|独自|有人陪|"
		U"有人照顾|家庭情况|家里人口|特殊困难|特殊人群|特殊情况人|需要照顾|独居|孕妇|残疾|行动不便|卧床|"
		U"上年纪|身体不好|生病人|家里都有|家里有什么人|家里有谁|家里还有|谁跟您|跟谁住|和谁住|同住|"
		U"家庭成员|一起住|家里几口|弱势",
		U"医疗设备|呼吸机|需要用电|家里有|家中有|家人|屋里有",
	},
	[TOPIC_PROOF] = {
		TOPIC_NAMES,
		"proof evidence photo video material receipt",
		U"proof|evidence|receipt|photo|photos|record|records|documents|"
		U"什么材料|哪些材料|交易记录|账单|存证|证据|凭证|证明|照片|视频|录像|录音|拍下|拍照|拍了|拍过|影像|"
		U"凭据|截图|票据|收据|发票|欠条|佐证|监控|聊天记录|转账记录|付款记录|购买记录|小票|依据",
		U"记录",
	},
	[TOPIC_HARM] = {
		TOPIC_NAMES,
		"harm impact loss damage effect influence",
		U"影响|损害|伤害|健康|损失|危害|什么影响|哪些影响|影响大|困扰|后果|耽误|受损|不便|坏处|哪些麻烦|"
		U"造成了什么",
		U"赔",
	},
	[TOPIC_URGENT] = {
		TOPIC_NAMES,
		"deadline urgent urgency by_when hurry leaving",
		U"deadline|how soon|"
		U"最晚什么时候|截止日期|截止时间|什么时间之前|什么时候之前|哪天之前|几号之前|着急|急不急|急着|"
		U"赶时间|截止|最晚|最迟|期限|之前要|来得及|时间要求|时限|紧急吗|紧不紧急|急吗|多急|赶不赶|"
		U"什么时候要用|限期",
		U"急|赶",
	},
	[TOPIC_PLATE] = {
		TOPIC_SETTLES,
		"plate line vehicle bus car",
		U"牌照|号牌|什么牌|车牌|车号|几路|哪路|车次|哪条线|哪趟|几号线|哪辆车|车型|班次|哪班",
		U"什么车",
	},
	[TOPIC_DEGREES] = {
		TOPIC_SETTLES,
		"temperature degrees",
		U"多少度|几度|温度|室温|摄氏度|达标|有多冷|冷到",
		U"度",
	},
	[TOPIC_JOB] = {
		TOPIC_SETTLES,
		"job occupation profession",
		U"your job|where do you work|occupation|"
		U"职业|什么工作|在哪上班|在哪里上班|在哪工作|工作单位|职务|从事",
		U"",
	},
	[TOPIC_RELATION] = {
		TOPIC_SETTLES,
		"relation relationship",
		U"什么关系|是您什么人|您是他|您是她|跟您关系|和您关系|您什么人|是您本人|是本人",
		U"",
	},
	[TOPIC_PERMIT] = {
		TOPIC_NAMES,
		"permit licence permission approval",
		U"证照|执照|无照|无证|合法|许可|手续|审批|批文|资质|批准|备案|公告|公示|持证",
		U"",
	},
	[TOPIC_POLICE] = {
		TOPIC_NAMES,
		"police",
		U"police|报警|报过警|报了警|打110|打过110|报案|派出所|警察|公安|110|民警",
		U"",
	},
	[TOPIC_AMBULANCE] = {
		TOPIC_NAMES,
		"ambulance emergency",
		U"120|救护车|急救|叫车",
		U"",
	},
	[TOPIC_TEST] = {
		TOPIC_NAMES,
		"test covid nucleic infection",
		U"核酸|抗原|阳性|阴性|感染|阳了|新冠|确诊|密接|检测结果|做检测|检测",
		U"",
	},
	[TOPIC_LOCKED] = {
		TOPIC_NAMES,
		"control lockdown locked sealed quarantine",
		U"封控|管控|封闭|封着|封了|被封|隔离|解封|封条|封楼|封小区|能出门|能不能出|让出|出不去|出得去|大门",
		U"",
	},
	[TOPIC_MORE] = {
		TOPIC_NAMES,
		"more else another second other",
		U"其他方面|还有诉求|别的方面|除此之外|此外|还有其他|还有别|还有什么|其他诉求|别诉求|其他问题|"
		U"别问题|其他事|别事|其他需要|别需要|补充|另外还有|还要反映",
		U"",
	},
	[TOPIC_NOW] = {
		TOPIC_NAMES,
		"now current status state progress",
		U"现在怎么样|目前情况|目前怎么|现在情况|现状|现在还|目前还|现在是什么|还在继续|如今|进展|"
		U"到什么程度|状态|完工|停工|盖好|修好了|进度|恢复了|解决了没|好了没有|停了没有|还开着|还在营业",
		U"",
	},
	[TOPIC_KIND] = {
		TOPIC_SETTLES,
		"kind type item object thing",
		U"什么牌子|型号|品牌|样子|特征|外观|颜色",
		U"什么类型|哪种|哪一种|哪类|哪一类|什么样|什么东西|什么物品|哪些东西|什么种类|种类|属于什么",
	},
	[TOPIC_PLAN] = {
		TOPIC_NAMES,
		"plan threat intent intention",
		U"打算|准备怎么|准备干|想干什么|想干吗|要干什么|接下来|下一步|过激|冲动|极端|采取什么|采取行动|"
		U"做傻事|怎么闹|想做什么|想不开",
		U"",
	},
	[TOPIC_ORIGIN] = {
		TOPIC_SETTLES,
		"origin",
		U"nationality|which country|where are you from|married|hobby|"
		U"哪里人|哪儿人|老家|籍贯|户籍|户口|什么地方人|哪个民族|民族|结婚|婚姻|学历|文化程度|党员|政治面貌|"
		U"血型|身高|体重|爱好|喜欢",
		U"",
	},
	[TOPIC_AREA] = {
		TOPIC_SETTLES,
		"area size",
		U"面积|平米|平方|多大地方|占地|多少亩|多大面积|多少平",
		U"",
	},
	[TOPIC_PAST] = {
		TOPIC_LEANS,
		"past",
		U"",
		U"以前|之前|曾经|过去|最近|老是|平时老|经常",
	},
	[TOPIC_FLOOR] = {
		TOPIC_SETTLES,
		"floor storey",
		U"哪一户|哪户|您住几楼|住几楼|您住几层|几楼|几层|哪一层|哪层|第几层|楼层|哪几层|多少号|房号|几零几|"
		U"住几层",
		U"",
	},
};

const struct caller_kinship caller_kinships[] = {
	{ TOPIC_FLOOR, TOPIC_WHERE, 0.5 },
	{ TOPIC_WEAK, TOPIC_PEOPLE, 0.3 },
	{ TOPIC_PAST, TOPIC_HISTORY, 0.5 },
	{ TOPIC_PAST, TOPIC_OFTEN, 0.5 },
	{ TOPIC_PAST, TOPIC_TIMES, 0.5 },
	{ TOPIC_WHERE, TOPIC_HOME, 0.85 },
	{ TOPIC_SINCE, TOPIC_LONG, 0.9 }, { TOPIC_SINCE, TOPIC_WHEN, 0.65 }, { TOPIC_WHEN, TOPIC_LONG, 0.65 },
	{ TOPIC_OFTEN, TOPIC_TIMES, 0.5 }, { TOPIC_OFTEN, TOPIC_WHEN, 0.3 }, { TOPIC_TIMES, TOPIC_TRIED, 0.5 },
	{ TOPIC_PEOPLE, TOPIC_MANY, 0.4 }, { TOPIC_PEOPLE, TOPIC_SCOPE, 0.5 }, { TOPIC_AMOUNT, TOPIC_MANY, 0.4 },
	{ TOPIC_AMOUNT, TOPIC_HARM, 0.3 },
	{ TOPIC_WHO, TOPIC_COMPANY, 0.55 }, { TOPIC_TRIED, TOPIC_ANSWER, 0.6 }, { TOPIC_WHO, TOPIC_PLATE, 0.4 },
	{ TOPIC_SYMPTOM, TOPIC_COURSE, 0.5 }, { TOPIC_SYMPTOM, TOPIC_HISTORY, 0.3 }, { TOPIC_NOW, TOPIC_SYMPTOM, 0.4 },
	{ TOPIC_NOW, TOPIC_COURSE, 0.4 }, { TOPIC_NOW, TOPIC_ANSWER, 0.4 },
	{ TOPIC_WISH, TOPIC_COURSE, 0.2 }, { TOPIC_SECRET, TOPIC_NAME, 0.2 }, { TOPIC_VISIT, TOPIC_PHONE, 0.2 },
	{ TOPIC_ANSWER, TOPIC_VISIT, 0.2 }, { TOPIC_TRIED, TOPIC_POLICE, 0.3 }, { TOPIC_TRIED, TOPIC_AMBULANCE, 0.25 },
	{ TOPIC_HARM, TOPIC_HURT, 0.55 }, { TOPIC_HARM, TOPIC_WEAK, 0.3 }, { TOPIC_KIND, TOPIC_COURSE, 0.3 },
	{ TOPIC_RELATION, TOPIC_AGE, 0.3 }, { TOPIC_PLATE, TOPIC_KIND, 0.3 }, { TOPIC_WHEN, TOPIC_URGENT, 0.4 },
	{ TOPIC_PLAN, TOPIC_WISH, 0.4 }, { TOPIC_RELATION, TOPIC_WHO, 0.6 },
	{ TOPIC_SYMPTOM, TOPIC_HARM, 0.6 }, { TOPIC_HURT, TOPIC_SYMPTOM, 0.5 },
};
const size_t caller_kinship_count = ARRAY_SIZE(caller_kinships);

#define NUMERALS U"一|二|两|俩|三|四|五|六|七|八|九|十|百|千|几|半|1|2|3|4|5|6|7|8|9|0"

const struct caller_form_words caller_forms[FORM_COUNT] = {
	[FORM_NAME] = { U"叫什么|姓什么|名字|姓名|名称|贵姓|称呼|叫啥|全称|全名|店名|怎么叫|name", U"姓|叫|我是|名|小|老" },
	[FORM_WHO] = { U"谁|什么人|哪位|who", U"姓|叫|我|他|她|人|爸|妈|老|小|的" },
	[FORM_WHERE] = {
		U"哪里|哪儿|在哪|什么地方|什么位置|位置|地址|地点|住址|门牌|几号楼|哪个小区|哪条|哪个街道|where|address",
		U"区|街|路|楼|村|镇|单元|层|门|县|市|省|里|口|站|家|店",
	},
	[FORM_WHEN] = {
		U"什么时候|几点|哪天|哪一天|几号|何时|时间|日期|几月|when",
		U"点|号|月|天|年|昨|今|明|前|刚|早|晚|夜|周|礼拜|星期|分钟|小时|钟头|时候",
	},
	[FORM_LONG] = {
		U"多久|多长时间|几天|几个月|几年|多少天|how long",
		U"点|号|月|天|年|昨|今|前|刚|早|晚|夜|周|礼拜|星期|分钟|小时|钟头|时候|一直",
	},
	[FORM_MANY] = { U"多少|几|how many", NUMERALS U"|都|没" },
	[FORM_MONEY] = { U"多少钱|金额|费用|价格|工资|how much", U"元|块|万|千|百|钱|费|0" },
	[FORM_AGE] = { U"多大|几岁|年纪|岁数|年龄|多少岁|高寿", NUMERALS },
	[FORM_WHY] = { U"为什么|为啥|原因|怎么会|缘故|理由|因为|why|reason", NULL },
	[FORM_WHICH] = { U"哪家|哪个|哪些|哪种|什么样|哪一|什么牌子|哪类|which", NULL },
	[FORM_HOW] = { U"怎么|怎样|如何|咋|how", NULL },
	[FORM_DOING] = { U"做什么|干什么|干吗|干嘛", NULL },
};

const char32_t *const caller_synonyms[] = {
	U"跳闸|断闸|空开|空气开关|电闸|总闸|开关",
	U"停电|没电|断电|没有电|没来电|有电|来电了|电停|供电",
	(U"电费|欠费|缴费|交费|没交钱|结清|缴纳|缴了|交了|交过|缴没|费交|费缴|取暖费|采暖费|供热费|供暖费|暖气费|"
	 U"物业费|水费|费用"),
	U"停水|没水|断水|没有水|供水|自来水",
	U"漏水|渗水|漏雨|滴水|跑水|渗漏|漏得|返水|返上来|反水",
	U"积水|内涝|淹|水深|进水|泡水|泡了|水积|多深",
	U"暖气片|地暖|散热器|暖气管",
	U"暖气|供暖|供热|采暖|取暖|热力|换热站|送暖|暖气片|地暖",
	U"不热|冰凉|太凉|凉|冷|不暖和|温度低|冻",
	U"燃气|煤气|天然气|液化气",
	U"噪音|噪声|吵|扰民|动静|声音|响声|声响|太响|在响|噪",
	U"施工|工地|打桩|动工|工程|建筑|干活|做工|打工",
	U"装修|装潢",
	U"夜里|半夜|夜间|晚上|凌晨|后半夜|深夜|夜晚|每晚",
	U"工资|薪水|工钱|薪资|薪|报酬|劳务费",
	U"拖欠|欠薪|欠|没发|没给|没结|不发|没付",
	U"老板|包工头|工头|负责人|法人|经理|管事|对接人|对接|主管|领导",
	U"工友|工人|员工|职工|民工|同事|雇",
	U"工资条|打卡|考勤|工牌|记账|流水",
	U"合同|协议|签字|签约",
	U"劳动监察|人社局|人社|仲裁|劳动局|劳动部门|监察大队",
	U"城管|执法",
	U"环保|环境局|生态环境",
	U"物业|物管|管理处|物业公司|管理公司|管理你们|管你们小区",
	U"居委会|社区|街道|村委会|镇政府|镇里|村里|乡政府|居委",
	U"老人|老年人|老伴|上年纪|长辈|老人家|老太太|老爷子|爷爷|奶奶",
	U"孩子|小孩|儿童|宝宝|婴儿|孙子|孙女|娃|未成年|小朋友|儿子|女儿",
	U"学生|考试|高考|中考|高三|上学|复习",
	U"病人|患者|生病|病号|身体不好|病|疾病|呼吸道|哮喘|昏迷",
	U"父亲|爸爸|爸",
	U"母亲|妈妈|妈",
	U"家属|亲属|家人|家里人|父母|爸妈|爸爸妈妈|家长",
	U"呼吸机|制氧机|医疗设备|氧气|吸氧|仪器",
	U"当事人|业主|户主|房主|一户|住户|居民",
	U"邻居|隔壁|对门|楼上|楼下|邻里|街坊",
	U"垃圾|生活垃圾|建筑垃圾|装修垃圾|废弃物|渣土|废料|杂物",
	U"堆放|堆|倾倒|乱倒|偷倒|扔|倒垃圾|倒",
	U"清理|清走|清运|没清|收走",
	U"路灯|灯|照明|不亮|灯杆",
	U"井盖|下水道|管道|堵塞|堵",
	U"坑|路面|塌陷|坑洼|破损|路坏",
	U"排污|排放|污水|废水|偷排|污染|排水|排",
	U"废气|异味|臭味|气味|难闻|刺鼻|油烟|冒烟|烟|味道|味儿|味|闻",
	U"小作坊|作坊|工厂|厂子|厂|车间",
	U"车辆|汽车|小车|货车|轿车",
	U"车牌|车号|牌照",
	U"丢失|遗失|弄丢|丢了|丢|落下|落在|落哪|失物|不见|忘在|丢东西",
	U"东西|物品|行李|包|双肩包|背包|箱子|钱包",
	U"车票|票面|乘车凭证|票据|购票|票|座位",
	U"大巴|公交|客车|客运|汽车公司|巴士|乘车|坐车|乘坐",
	U"飞机|航班|火车|高铁|机场|起飞|登机",
	U"离开|离京|动身|回去|走",
	U"补贴|补助|津贴|资助|奖励|政策",
	U"申请|申报|递交|提交|报过|线上报",
	U"办理|业务|办事",
	U"网上|线上|平台|系统|网站|小程序",
	U"信用代码|税号|营业执照|执照|十八位|组织机构代码",
	U"注册|登记地|开在",
	U"社保|参保|缴纳|医保|养老金|公积金|交社保",
	U"医院|就医|看病|急诊|就诊|门诊|住院|医生|大夫",
	U"药|药品|配药|开药|吃药|胰岛素",
	U"菜|物资|食物|食品|生活用品|粮食|吃|断粮|奶粉",
	U"封控|封闭|封楼|封了|封着|管控|封条",
	U"救护车|急救|120",
	U"报警|110|派出所|警察|公安|报案|民警",
	U"照片|视频|录像|录音|影像|拍",
	U"违建|违章建筑|违法建设|违法建筑|私搭|乱建|搭建|加盖|扩建|盖房子|盖房|盖|盖了|建|建了|搭|搭了",
	U"占道|占用|挡道|挡路",
	U"停车|车位|车库|乱停",
	U"电梯|轿厢|困过人|困人|困在|被困",
	U"宠物|狗|犬|猫|遛狗",
	U"学校|老师|班主任|幼儿园|教育|培训|补课|校外",
	U"退款|退费|退钱|退还|退",
	U"预付|充值|会员卡|健身卡|储值|办卡|卡|购买",
	U"商家|店铺|店|饭店|餐馆|商户|超市|饭馆|餐厅|门店",
	U"发票|收据|小票|材料|票据|账单|交易记录",
	U"净化|净化器|净化装置|过滤|处理设备",
	U"会员|顾客|消费者|客户|用户|游客",
	U"关门|停业|倒闭|跑路|人去楼空|不营业|歇业|关了|营业|还开",
	U"牵绳|拴绳|狗绳|绳",
	U"伤口|伤势|伤情|流血|出血|牙印|咬",
	U"狗主人|犬主|主人|养狗",
	U"医药费|治疗费|医疗费|看病花",
	U"游戏|网游|手游|打游戏",
	U"账号|账户|登录|注册|绑定",
	U"微信|支付宝|银行卡|支付|付款|刷卡|扣款|转账",
	U"客服|运营商|平台方",
	U"按铃|报警铃|应急按钮|警铃|维保|救援|按键|按钮|对讲|呼叫|应答|应急",
	U"房东|出租方|landlord|owner",
	U"中介|agent|agency",
	U"租金|房租|租房|rent",
	U"租户|租客",
	U"leave|leaving|left|depart|moved out|move out|离开|搬走|退租",
	U"visa|签证|flight|return home|go home|回国",
	U"contract|lease|合同",
	U"pay|paid|payment|transfer|付",
	U"apartment|flat|room|house|房子",
	U"speak|english|chinese|language|interpreter|translator|understand|英语|中文|翻译|外语|听懂|听得懂|听得明白",
	U"身份证|居住证|户口|证件",
	U"保密|匿名|泄露|隐私|不公开",
	U"赔偿|赔|补偿|损失|损坏|财产",
	U"维修|修好|修理|检修|抢修|修过|修车|修",
	U"上门|看过|来人|检查|测温|来看|查看|测过温",
	U"编号|识别码|救援码|号牌|铭牌|代码|编码|标牌|几位数字|位数",
	U"故障|毛病|坏了|坏过|坏|失灵|出问题|常坏|老坏",
	U"公司|单位|企业|集团",
	U"客厅|卧室|屋子|房间|屋里|屋",
	U"哪年盖|哪一年盖|年代|房龄|老楼|建成|楼龄|老小区|哪年建",
	U"温度|室温|多少度|几度|测过温|测温|量温|冷到",
	U"爬塔吊|跳楼|自杀|轻生|过激|极端|闹|威胁|报复|打人",
	U"睡|休息|睡眠|睡觉",
	U"手续|许可|审批|公告|批文|夜施",
	U"摔|受伤|伤亡|事故|骨折",
	U"路口|交叉口|大街|马路",
	U"骗|诈骗|被骗|上当",
	U"骚扰|打骂|家暴|殴打|打架|欺负|争执|冲突|吵架|动手",
	U"火灾|着火|起火|冒烟|消防|灭火|打火|火花|冒火",
	U"树|树木|绿化|草坪|树枝",
	U"疫苗|接种|打针",
	U"食物中毒|变质|过期|拉肚子|不卫生",
	U"快递|外卖|包裹",
	U"孕妇|怀孕|临产|产检",
	U"残疾|轮椅|行动不便|卧床|瘫痪",
	U"开门|大门|出门|出去",
	U"旧|老化|年久",
	U"通知|公示|告知|通告",
	U"罚款|处罚|扣分|罚单",
	U"上班|下班|加班|值班|班次",
	U"学习|成绩|作业|升学|毕业|学历",
	U"年级|班级",
	U"起名|取名|改名",
	U"上市|股票|基金|理财|炒股",
	U"眼睛|近视|牙齿|耳朵|体检",
	U"冰箱|洗衣机|电视|空调|家电|热水器",
	U"电脑|笔记本|平板|相机",
	U"网络|宽带|信号|无线|上网",
	U"天气|下雨|下雪|刮风|暴雨",
	U"旅游|景区|酒店|宾馆|民宿|门票",
	U"保险|理赔|投保",
	U"贷款|房贷|利息|网贷|借款",
	U"结婚|离婚|婚姻|对象",
	U"开业|开张|竣工|交房|入住",
	U"做饭|吃饭|食堂|口味|好吃",
	U"买菜|购物|逛街|商场",
	U"跳舞|广场舞|音响|喇叭|唱歌",
	U"唱歌|乐队|酒吧|夜店",
	U"共享单车|电动车|自行车|充电桩|充电",
	U"地铁|线路|站台|换乘",
	U"驾照|驾驶证|年检|过户",
	U"医保|报销|医疗费用|药费",
	U"低保|救助|困难补助|高龄津贴|津贴",
	U"养老|养老院|护理|保姆",
	U"生育|产假|计划生育",
	U"就业|失业|招聘|找工作|面试",
	U"落户|积分|户籍|迁户",
	U"公证|律师|法律|起诉|法院|打官司",
	U"拆迁|征收|回迁|腾退",
	U"产权|房产证|不动产|过户登记",
	U"业委会|选举|表决|投票",
	U"快件|邮局|寄件",
	U"泄漏|爆炸|爆裂",
	U"蚊子|老鼠|蟑螂|虫子|消杀",
	U"化妆品|衣服|鞋子|家具",
	U"课程|老师傅|家教|学费",
	U"亩|庄稼|种地|农田|收成",
	U"庙会|演出|活动|演唱会",
	U"颜色|红色|蓝色|白色",
	U"阀门|总阀|阀|关阀",
	U"通风|空气|透气|憋|闷|喘气|黑不黑|灯亮",
	U"出来|撤离|撤到|撤|疏散|逃|室内|外面|外头|待在|屋里还是",
	U"应该收|该收|该交|该付|应收|合理|按实际|实际",
	U"停交|拒交|不交|不缴费|不缴|拒缴",
	U"学位|学区|入学|转学|招生",
	U"车厢|司机|驾驶员|师傅",
	U"备案|转诊|异地",
	U"认证|刷脸|年审|资格认证",
	U"虫|虫子|异物|头发",
	U"平台|软件|app|应用",
	U"订单|下单|点餐|点外卖",
	U"斑马线|红绿灯|绿灯|路口信号",
	U"桶站|垃圾桶|清运",
	U"押金|定金|保证金|deposit",
};
const size_t caller_synonym_count = ARRAY_SIZE(caller_synonyms);
_Static_assert(ARRAY_SIZE(caller_synonyms) <= CALLER_SYNONYMS_MOST, "too many rows of synonyms");
