/* SPDX-License-Identifier: GPL-3.0-or-later */
/* caller_words.c -- see caller_words.h. Tables: which words ask for what. */
#include "advice/caller_words.h"

#include "hotline/alloc.h"

const struct caller_topic_words caller_topics[TOPIC_COUNT] = {
	[TOPIC_NAME] = {
		TOPIC_SETTLES,
		"name caller who_calls surname",
		U"贵姓|姓名|怎么称呼|如何称呼|称呼您|称呼你|您叫什么|你叫什么|您叫啥|你叫啥|您姓|你姓|姓什么|姓啥|"
		U"姓氏|尊姓|大名|您的名字|你的名字|怎么叫您|叫您什么|您本人叫|您名字|留个名字|留姓名|本人姓名|"
		U"名字告诉|您是哪位|你是哪位|您哪位|实名|联系人|失主",
		U"名字|称呼|叫什么|叫啥|什么名|哪位|全名",
	},
	[TOPIC_PHONE] = {
		TOPIC_SETTLES,
		"phone callback contact number tel telephone mobile",
		U"联系电话|您的电话|你的电话|手机号|电话号码|联系方式|联络方式|怎么联系您|怎么联系你|怎样联系您|"
		U"如何联系您|联系到您|找到您|怎么找您|怎么通知您|联络您|怎么联络|跟您联系|与您联系|和您联系|联系您|"
		U"座机|回电|回拨|打哪个|哪个号|这个号|号码能|能打通|打得通|留个电话|留一个电话|留电话|电话留|"
		U"留个号|您的号码|微信号|来电号码|保持畅通|电话多少|电话是多少|找您打|打什么电话",
		U"电话|手机|号码|联系您|找您",
	},
	[TOPIC_WHERE] = {
		TOPIC_SETTLES,
		"where place address location spot position site",
		U"办公地|地址|位置|地点|哪个小区|什么小区|哪一个小区|小区叫什么|小区名|小区是哪|哪栋|哪幢|哪个楼|"
		U"哪座楼|几号楼|几栋|几幢|几单元|楼号|门牌|房号|几号院|哪条路|哪条街|哪个路口|什么路|哪个村|哪个区|"
		U"哪个街道|哪个镇|哪个乡|哪个县|哪个社区|具体在哪|哪一段|哪个站|哪个门口|标志性|标志物|参照物|"
		U"哪个园区|位于|坐落|怎么走|哪个方位|发生在哪|发生在什么地方|事发地|哪个地方",
		U"在哪里|在哪儿|在哪|哪里|哪儿|什么地方|啥地方|哪块|哪边|附近|哪个位置|地方",
	},
	[TOPIC_HOME] = {
		TOPIC_SETTLES,
		"home residence",
		U"家住哪里|家住哪|住哪里|住哪儿|住哪|住在哪里|住在哪儿|住在哪|家在哪|住址|家庭住址|住在什么|住什么|"
		U"您住的|您家是哪|您家在|您住",
		U"",
	},
	[TOPIC_SINCE] = {
		TOPIC_SETTLES,
		"since began start start_time",
		U"什么时候开始|从什么时候|从几点|从哪天|从哪一天|从啥时候|什么时候起|哪天起|从几号|从几月|从哪个月|"
		U"从何时|何时开始|几点开始|哪天开始|哪一天开始|开始时间|几号开始|几月份开始|起始|最早是|"
		U"什么时候出现|哪天出现|什么时候发现|哪天发现|啥时候开始|多会儿开始",
		U"开始|刚刚|刚开始|才开始|最近才",
	},
	[TOPIC_LONG] = {
		TOPIC_SETTLES,
		"duration how_long long period",
		U"多久了|多长时间|多少天|多少个月|多少年|几天了|几个月了|几年了|几个小时|多少小时|持续|多久|好久了|"
		U"几周了|几天没|几个月没|有多长|几日了|时间长不长|很久了吗|长期|几分钟|几个月|几年|几个星期|几周",
		U"一直|有效期",
	},
	[TOPIC_WHEN] = {
		TOPIC_SETTLES,
		"when time date moment hour",
		U"哪段时间|哪一段时间|什么时候|几点|哪天|何时|啥时候|什么时间|哪一天|几月几号|几月份|哪个月|时段|"
		U"时间段|日期|哪个时候|几时|多会儿|什么时辰|发生的时间|具体时间|白天还是|上午还是|早上还是",
		U"时间|几号|晚上|白天|钟头",
	},
	[TOPIC_OFTEN] = {
		TOPIC_SETTLES,
		"often frequency how_often",
		U"频率|多久一次|每天都|天天|经常|偶尔|隔几天|每周|一周几|一个星期|一周有|一个月几|是不是总|总是|"
		U"老是|频不频繁|频繁|隔多久|每晚都|是每天|每隔|一天几次|几天一次",
		U"几次|次数|多少次",
	},
	[TOPIC_TIMES] = {
		TOPIC_SETTLES,
		"times how_many_times calls",
		U"第几次|第几回|第几遍|几次了|几回了|几遍了|头一次|第一次|首次|打过几次|打了几次|反映几次|"
		U"反映过几次|反映了几|投诉几次|投诉过几次|投诉了几|多少次了|打过多少次|前后几次|一共几次|"
		U"来过几次电话",
		U"几次|几回|多少次",
	},
	[TOPIC_PEOPLE] = {
		TOPIC_SETTLES,
		"people headcount how_many persons workers",
		U"多少人|几个人|几位|人数|几口人|多少名|多少户|几户|多少位|几名|多少个人|规模|多少员工|多少职工|"
		U"多少工人|多少工友|几个工人|人多不多|人手|就您一个|就您一位|就您自己|很多人|还有谁|多少消费者|"
		U"多少顾客|多少会员|多少业主|多少居民|多少家|多少学生|多少家长",
		U"",
	},
	[TOPIC_MANY] = {
		TOPIC_LEANS,
		"count quantity number_of",
		U"多少个|多少盏|几个|几盏|几处|几辆|多少辆|几台|几只|多少只|几棵|几条|多少条|多少件|几件|多大面积|"
		U"多少平方|多少平米|平方|平米|面积|多大地方|多少间|几间|几套|数量|几部|几级|多不多",
		U"",
	},
	[TOPIC_AMOUNT] = {
		TOPIC_SETTLES,
		"amount money sum price cost owed",
		U"多少钱|金额|总额|数额|多少工资|欠了多少|欠多少|拖欠了多少|差多少|花了多少|多少元|多少块|几万|"
		U"多少万|款项|价格|价钱|费用是多少|费是多少|费多少|卡费|多少费用|收了多少|交了多少|付了多少|"
		U"损失多少",
		U"费用|钱",
	},
	[TOPIC_CAUSE] = {
		TOPIC_SETTLES,
		"cause why reason",
		U"原因|为什么|为啥|怎么引起|什么引起|什么造成|怎么造成|什么导致|怎么导致|因为什么|怎么会|缘由|起因|"
		U"什么故障|哪里的故障|理由|何故",
		U"造成|导致|故障|会不会是|是不是因为",
	},
	[TOPIC_COURSE] = {
		TOPIC_LEANS,
		"what course matter story happened event situation detail",
		U"想问什么|想问|咨询什么|要办什么|什么业务|办理什么|办什么|了解什么|查什么|查哪|怎么回事|经过|"
		U"发生了什么|发生什么|什么事情|什么事|什么问题|怎么了|来龙去脉|反映什么|反映的是什么|出了什么|"
		U"具体情况|详细情况|详细讲|详细说|仔细说|具体说|具体讲|讲讲情况|说说情况|情况说|情况讲|把情况|"
		U"什么情况|事情的过程|过程|咋回事|啥事|啥情况|啥问题",
		U"情况|具体",
	},
	[TOPIC_WHO] = {
		TOPIC_SETTLES,
		"who party suspect offender accused against",
		U"谁干的|谁倒的|谁弄的|什么人|对方是谁|被投诉|被举报|举报谁|投诉谁|责任人|反映的对象|哪家造成|"
		U"谁的责任|哪个人|投诉的对象|举报的对象|投诉哪|举报哪|是谁|谁在|谁扔",
		U"谁|哪家|哪个单位|什么单位|看见|看到|目击|对方",
	},
	[TOPIC_COMPANY] = {
		TOPIC_SETTLES,
		"company firm employer business enterprise shop merchant builder contractor",
		U"招牌|门头|店招|商户叫|公司叫什么|公司名称|公司的名称|公司名|单位名称|企业名称|企业全称|全称|"
		U"单位叫什么|哪家公司|哪个公司|什么公司|贵公司叫|贵公司名|哪家单位|哪家企业|什么企业|哪个企业|"
		U"公司叫啥|店名|商家名称|店叫什么|商户名|企业的名|单位的名|公司的名|哪家店|哪个商家|哪家商|"
		U"机构名称|哪家机构|哪家工厂|厂名|厂子叫|店铺名|店铺叫|商家叫|学校叫|机构叫",
		U"全名|公司|单位|企业|哪家|哪个单位|什么单位|用人单位|名称",
	},
	[TOPIC_WISH] = {
		TOPIC_SETTLES,
		"wish demand want request appeal hope",
		U"诉求|希望|什么要求|有何要求|要求是|您的要求|怎么解决|怎么处理|如何解决|如何处理|想要什么|想要的|"
		U"期望|需要我们|怎么帮|帮您做什么|想怎么|想让我们|什么结果|有什么想法|想达到|您想要|您认为应该|"
		U"您觉得应该|怎么办合适|满意的结果",
		U"要求|想要|帮您",
	},
	[TOPIC_TRIED] = {
		TOPIC_NAMES,
		"tried reported before complained earlier previous repair",
		U"打过电话|打电话给|反映过|投诉过|找过|报修|报过修|报过|联系过|上报过|跟谁反映|向谁反映|交涉|"
		U"沟通过|之前反映|以前反映|反映给|找物业|找没找|有没有找|找了没|求助过|举报过|有没有反映|"
		U"有没有投诉|有没有联系|去过没有|去反映|联系了没有|联系了吗|联系没联系|找了吗|问过|之前找|之前投诉|"
		U"以前投诉|以前找|哪些部门|什么部门|相关部门|有关部门|其他部门|别的部门|其他单位|走过|协商过|商量过",
		U"反映|投诉|联系|举报|找|来看过|来过人|有人来|处理过|说过",
	},
	[TOPIC_ANSWER] = {
		TOPIC_NAMES,
		"answer reply result response outcome",
		U"答复|怎么说|怎么回复|什么回复|处理结果|怎么回应|什么回应|结果怎么样|结果怎样|什么说法|说法|"
		U"处理的结果|怎么跟您说|怎么讲|有人联系|有没有人联系|谁联系|联系您了|找过您|给您回|什么结论|"
		U"处理到什么",
		U"回复|结果|反馈|回应",
	},
	[TOPIC_TICKET] = {
		TOPIC_SETTLES,
		"ticket ticket_no ticket_number case_number",
		U"工单号|工单编号|工单|单号|受理编号|编号|受理号|流水号|查询码|登记号|案件号",
		U"",
	},
	[TOPIC_SECRET] = {
		TOPIC_SETTLES,
		"secret confidential anonymous privacy",
		U"保密|匿名|隐藏|隐去|不公开|泄露|公开您|您的身份|知道您是谁|知道是您|隐瞒|对外公开|透露|不想让|"
		U"隐去姓名|隐去您|姓名保密|举报人|知道您|怕不怕|报复您|被报复",
		U"",
	},
	[TOPIC_VISIT] = {
		TOPIC_SETTLES,
		"visit return_visit follow_up feedback",
		U"回访|满意度|反馈结果|告知结果|结果告诉您|通知您结果|给您回复|给您打电话|给您打个电话|需要反馈|"
		U"结果通知|要不要通知|告诉您结果",
		U"反馈|回复您|打个电话",
	},
	[TOPIC_AGE] = {
		TOPIC_SETTLES,
		"age how_old",
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
		U"影响的范围|影响范围|受影响的有|范围|整栋|整幢|整个小区|全楼|整楼|整个单元|只有您|就您一家|您一家|"
		U"您一户|光您|单独|隔壁|邻居|对门|楼上楼下|其他人家|别人家|别家|其他家|别的楼|其他楼|其他住户|"
		U"其他居民|其他业主|影响了多少|影响到|大家都|全都|都这样|也这样|一样的情况|同样的情况",
		U"其他|别的|别人|个别|全部|所有",
	},
	[TOPIC_SYMPTOM] = {
		TOPIC_NAMES,
		"symptom symptoms illness condition",
		U"什么反应|症状|不舒服|难受|哪疼|哪儿疼|哪里疼|疼不疼|什么感觉|感觉怎么样|感觉如何|清醒|意识|发烧|"
		U"发热|体温|什么表现|病情|身体反应|什么病|哪里不适|不适|呼吸困难|能呼吸|正常呼吸|喘不|出血|昏迷",
		U"感觉|反应|表现",
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
		U"受伤|伤亡|伤员|伤着|伤到|出过事|出事|事故|有危险|生命危险|摔|磕着|砸到|险情|安全隐患|危险",
		U"安全|隐患",
	},
	[TOPIC_WEAK] = {
		TOPIC_NAMES,
		"elder elderly family children patient vulnerable special",
		U"特殊困难|特殊人群|特殊情况的人|需要照顾|独居|孕妇|残疾|行动不便|卧床|上年纪|身体不好的|生病的人|"
		U"家里都有|家里有什么人|家里有谁|家里还有|谁跟您|跟谁住|和谁住|同住|家庭成员|一起住|家里几口|弱势",
		U"医疗设备|呼吸机|需要用电|老人|老年人|孩子|小孩|病人|婴儿|宝宝|家里有|家中有|家人|屋里有",
	},
	[TOPIC_PROOF] = {
		TOPIC_NAMES,
		"proof evidence photo video material receipt",
		U"证据|凭证|证明|照片|视频|录像|录音|拍下|拍照|拍了|拍过|影像|凭据|截图|票据|收据|发票|欠条|佐证|"
		U"监控|聊天记录|转账记录|付款记录|购买记录|小票|依据",
		U"材料|记录",
	},
	[TOPIC_HARM] = {
		TOPIC_NAMES,
		"harm impact loss damage effect influence",
		U"影响|损害|伤害|健康|损失|危害|什么影响|哪些影响|影响大|困扰|后果|耽误|受损|不便|坏处|哪些麻烦|"
		U"造成了什么",
		U"赔|身体",
	},
	[TOPIC_URGENT] = {
		TOPIC_NAMES,
		"deadline urgent urgency by_when hurry leaving",
		U"最晚什么时候|截止日期|截止时间|什么时间之前|什么时候之前|哪天之前|几号之前|着急|急不急|急着|"
		U"赶时间|截止|最晚|最迟|期限|之前要|来得及|时间要求|时限|紧急吗|紧不紧急|急吗|多急|赶不赶|"
		U"什么时候要用|限期",
		U"急|赶",
	},
	[TOPIC_PLATE] = {
		TOPIC_SETTLES,
		"plate line vehicle bus car",
		U"车牌|车号|几路|哪路|车次|哪条线|哪趟|几号线|哪辆车|车型|班次|哪班",
		U"什么车",
	},
	[TOPIC_DEGREES] = {
		TOPIC_SETTLES,
		"temperature degrees",
		U"多少度|几度|温度|室温|摄氏度|达标|有多冷|冷到",
		U"",
	},
	[TOPIC_JOB] = {
		TOPIC_SETTLES,
		"job occupation profession",
		U"职业|什么工作|做什么的|干什么的|在哪上班|在哪里上班|在哪工作|工作单位|职务|从事",
		U"",
	},
	[TOPIC_RELATION] = {
		TOPIC_SETTLES,
		"relation relationship",
		U"什么关系|是您什么人|您是他的|您是她的|跟您的关系|和您的关系|您的什么人|是您本人|是本人",
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
		U"报警|报案|派出所|警察|公安|110|民警",
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
		U"还有其他|还有别的|还有什么|其他诉求|别的诉求|其他问题|别的问题|其他事|别的事|其他需要|别的需要|"
		U"补充|另外还有|还要反映",
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
		TOPIC_LEANS,
		"kind type item object thing",
		U"什么类型|哪种|哪一种|哪类|哪一类|什么样的|什么样|什么东西|什么物品|哪些东西|什么种类|属于什么|"
		U"什么牌子|型号|品牌|样子|特征|外观|颜色",
		U"",
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
		U"哪里人|哪儿人|老家|籍贯|户籍|户口|什么地方人|哪个民族|民族|结婚|婚姻|学历|文化程度|党员|政治面貌|"
		U"血型|身高|体重|爱好|喜欢",
		U"",
	},
};

const struct caller_kinship caller_kinships[] = {
	{ TOPIC_WHERE, TOPIC_HOME, 0.85 },
	{ TOPIC_SINCE, TOPIC_LONG, 0.9 }, { TOPIC_SINCE, TOPIC_WHEN, 0.75 }, { TOPIC_WHEN, TOPIC_LONG, 0.65 },
	{ TOPIC_OFTEN, TOPIC_TIMES, 0.5 }, { TOPIC_OFTEN, TOPIC_WHEN, 0.3 }, { TOPIC_TIMES, TOPIC_TRIED, 0.5 },
	{ TOPIC_PEOPLE, TOPIC_MANY, 0.4 }, { TOPIC_PEOPLE, TOPIC_SCOPE, 0.5 }, { TOPIC_AMOUNT, TOPIC_MANY, 0.4 },
	{ TOPIC_AMOUNT, TOPIC_HARM, 0.3 },
	{ TOPIC_WHO, TOPIC_COMPANY, 0.55 }, { TOPIC_TRIED, TOPIC_ANSWER, 0.6 }, { TOPIC_WHO, TOPIC_PLATE, 0.4 },
	{ TOPIC_SYMPTOM, TOPIC_COURSE, 0.5 }, { TOPIC_SYMPTOM, TOPIC_HISTORY, 0.3 }, { TOPIC_NOW, TOPIC_SYMPTOM, 0.4 },
	{ TOPIC_NOW, TOPIC_COURSE, 0.4 }, { TOPIC_NOW, TOPIC_ANSWER, 0.4 },
	{ TOPIC_WISH, TOPIC_COURSE, 0.2 }, { TOPIC_SECRET, TOPIC_NAME, 0.2 }, { TOPIC_VISIT, TOPIC_PHONE, 0.2 },
	{ TOPIC_ANSWER, TOPIC_VISIT, 0.2 }, { TOPIC_TRIED, TOPIC_POLICE, 0.3 }, { TOPIC_TRIED, TOPIC_AMBULANCE, 0.25 },
	{ TOPIC_HARM, TOPIC_HURT, 0.4 }, { TOPIC_HARM, TOPIC_WEAK, 0.3 }, { TOPIC_KIND, TOPIC_COURSE, 0.3 },
	{ TOPIC_RELATION, TOPIC_AGE, 0.3 }, { TOPIC_PLATE, TOPIC_KIND, 0.3 }, { TOPIC_WHEN, TOPIC_URGENT, 0.4 },
	{ TOPIC_PLAN, TOPIC_WISH, 0.4 }, { TOPIC_RELATION, TOPIC_WHO, 0.6 },
	{ TOPIC_SYMPTOM, TOPIC_HARM, 0.6 }, { TOPIC_HURT, TOPIC_SYMPTOM, 0.5 },
};
const size_t caller_kinship_count = ARRAY_SIZE(caller_kinships);

const char32_t *const caller_synonyms[] = {
	U"跳闸|断闸|空开|空气开关|电闸|总闸|开关",
	U"停电|没电|断电|没有电|没来电|有电|来电了|电停|供电",
	U"电费|欠费|缴费|交费|没交钱",
	U"停水|没水|断水|没有水|供水|自来水",
	U"漏水|渗水|漏雨|滴水|跑水|渗漏|漏得",
	U"积水|内涝|淹|水深|进水|泡水|泡了",
	U"暖气|供暖|供热|采暖|取暖|地暖|热力|换热站|暖气片",
	U"不热|冰凉|太凉|凉|冷|不暖和|温度低|冻",
	U"燃气|煤气|天然气|液化气",
	U"噪音|噪声|吵|扰民|动静|声音|响声|声响|太响|在响|噪",
	U"施工|工地|打桩|动工|工程|建筑|项目|干活|做工|打工",
	U"装修|装潢",
	U"夜里|半夜|夜间|晚上|凌晨|后半夜|深夜|夜晚|每晚",
	U"工资|薪水|工钱|薪资|薪|报酬|劳务费",
	U"拖欠|欠薪|欠|没发|没给|没结|不发|没付",
	U"老板|包工头|工头|负责人|法人|经理",
	U"工友|工人|员工|职工|民工|同事|雇",
	U"工资条|打卡|考勤|工牌|记账|流水",
	U"合同|协议|签字|签约",
	U"劳动监察|人社局|人社|仲裁|劳动局|劳动部门|监察大队",
	U"城管|执法",
	U"环保|环境局|生态环境",
	U"物业|物管|管理处|物业公司",
	U"居委会|社区|街道|村委会|镇政府|镇里|村里|乡政府|居委",
	U"老人|老年人|老伴|上年纪|长辈|老人家|老太太|老爷子|爷爷|奶奶",
	U"孩子|小孩|儿童|宝宝|婴儿|孙子|孙女|娃|未成年|小朋友|儿子|女儿",
	U"学生|考试|高考|中考|高三|上学|复习",
	U"病人|患者|生病|病号|身体不好|病的|疾病|呼吸道|哮喘",
	U"父亲|爸|母亲|妈|家属|亲属|家人|父母",
	U"呼吸机|制氧机|医疗设备|氧气|吸氧|仪器",
	U"当事人|业主|户主|房主|一户|住户|居民",
	U"邻居|隔壁|对门|楼上|楼下|邻里|街坊",
	U"垃圾|生活垃圾|建筑垃圾|装修垃圾|废弃物|渣土|废料|杂物",
	U"堆放|堆|倾倒|乱倒|偷倒|扔|倒垃圾|倒的",
	U"清理|清走|清运|没清|收走",
	U"路灯|灯|照明|不亮|灯杆",
	U"井盖|下水道|管道|堵塞|堵",
	U"坑|路面|塌陷|坑洼|破损|路坏",
	U"排污|排放|污水|废水|偷排|污染|排水|排的|排",
	U"废气|异味|臭味|气味|难闻|刺鼻|油烟|冒烟|烟",
	U"小作坊|作坊|工厂|厂子|厂|车间",
	U"车辆|汽车|小车|货车|轿车",
	U"车牌|车号|牌照",
	U"丢失|遗失|弄丢|丢了|丢的|落下|落在|落哪|失物|不见|忘在|丢",
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
	U"菜|物资|食物|食品|生活用品|粮食|吃的|断粮|奶粉",
	U"封控|封闭|封楼|封了|封着|管控|封条",
	U"救护车|急救|120",
	U"报警|110|派出所|警察|公安|报案|民警",
	U"照片|视频|录像|录音|影像|拍",
	(U"违建|违章建筑|违法建设|违法建筑|私搭|乱建|搭建|加盖|扩建|盖房子|盖房|盖的|盖了|建的|建了|搭的|搭了|盖|"
	 U"建|搭"),
	U"占道|占用|挡道|挡路",
	U"停车|车位|车库|乱停",
	U"电梯|困人|困在|被困",
	U"宠物|狗|犬|猫|遛狗",
	U"学校|老师|班主任|幼儿园|教育|培训|补课|校外",
	U"退款|退费|退钱|退还|退",
	U"预付|充值|会员卡|健身卡|储值|办卡|卡",
	U"商家|店铺|店|饭店|餐馆|商户|超市|饭馆|餐厅",
	U"发票|收据|小票",
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
	U"按铃|报警铃|应急按钮|警铃|维保|救援",
	U"房东|中介|租房|押金|租金|房租|租户|租客",
	U"身份证|居住证|户口|证件",
	U"保密|匿名|泄露|隐私|不公开",
	U"赔偿|赔|补偿|损失|损坏|财产",
	U"维修|修好|修理|检修|抢修|修过|修车|修",
	U"上门|看过|来人|检查|测温|来看|查看",
	U"客厅|卧室|屋子|房间|屋里|屋",
	U"哪年盖|哪一年盖|年代|房龄|老楼|建成|楼龄|老小区|哪年建",
	U"温度|室温|多少度|几度|度",
	U"爬塔吊|跳楼|自杀|轻生|过激|极端|闹|威胁|报复|打人",
	U"睡|休息|睡眠|睡觉",
	U"手续|许可|审批|公告|批文|夜施",
	U"摔|受伤|伤亡|事故|骨折",
	U"路口|交叉口|大街|马路",
	U"骗|诈骗|被骗|上当",
	U"骚扰|打骂|家暴|殴打|打架|欺负",
	U"火灾|着火|起火|冒烟|消防|灭火",
	U"树|树木|绿化|草坪|树枝",
	U"疫苗|接种|打针",
	U"食物中毒|变质|过期|拉肚子|不卫生",
	U"快递|外卖|包裹",
	U"孕妇|怀孕|临产|产检",
	U"残疾|轮椅|行动不便|卧床|瘫痪",
	U"开门|大门|出门|出去|门",
	U"旧|老化|年久",
	U"通知|公示|告知|通告",
	U"罚款|处罚|扣分|罚单",
	};
const size_t caller_synonym_count = ARRAY_SIZE(caller_synonyms);
_Static_assert(ARRAY_SIZE(caller_synonyms) <= CALLER_SYNONYMS_MOST, "too many rows of synonyms");
