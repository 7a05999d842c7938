//! Traditional to simplified, one character to one character, for patterns, features and search only:
//! the text itself is never changed.

use std::sync::OnceLock;

use crate::order;

/// A traditional character, then its simplified form, for the characters that newspapers use most.
const PAIRS: &str = "們们個个來来時时會会後后國国過过這这還还開开關关門门問问間间聞闻閱阅閣阁閉闭閒闲闊阔闖闯闢辟對对學学爲为為为業业產产發发電电報报導导訊讯記记訪访談谈話话說说説说講讲論论議议評评訂订計计設设許许該该認认識识證证語语請请調调課课謝谢護护變变讓让訴诉試试詢询詳详誌志誤误諾诺謂谓譯译讀读負负財财貢贡貨货責责貴贵買买賣卖費费資资賽赛質质贈赠贊赞賓宾賠赔購购賺赚賴赖賀贺貝贝貞贞車车軍军輕轻較较載载輛辆輝辉輸输轉转軌轨軟软輪轮輯辑連连進进運运達达違违遠远適适選选遺遗遷迁遲迟邊边郵邮鄉乡鄭郑鄰邻鄧邓醫医釋释鐵铁鐘钟鍾钟錢钱銀银銅铜鋼钢錄录録录鎮镇鏡镜針针鋪铺錯错鍋锅鋒锋錦锦長长隊队陽阳陰阴陸陆陳陈階阶際际險险隨随隱隐雖虽雙双雜杂難难離离雲云靈灵靜静響响頁页頂顶項项順顺須须預预領领頭头題题額额顧顾願愿類类顯显風风飛飞飯饭飲饮館馆養养餘余馬马馮冯駐驻騎骑驗验驚惊驅驱駕驾體体髮发鬧闹鬥斗魚鱼魯鲁鮮鲜鳥鸟鳴鸣鳳凤鷄鸡雞鸡麗丽麥麦黃黄點点黨党齊齐齡龄龍龙東东條条極极構构標标樣样樓楼橋桥機机檢检權权歡欢歲岁歷历曆历歸归殺杀氣气決决沒没況况淚泪測测湯汤準准滅灭漁渔漢汉漲涨滿满潔洁澤泽濟济濱滨灣湾災灾無无煙烟熱热燈灯燒烧營营爭争爺爷爾尔牆墙獎奖獨独獲获穫获獻献現现環环瑪玛畫画當当異异療疗癥症盜盗盡尽監监盤盘盧卢眾众衆众睏困確确碼码礎础禮礼禍祸種种稱称積积穩稳窮穷競竞筆笔節节範范築筑簡简籌筹糧粮糾纠紀纪約约紅红級级納纳紐纽純纯紙纸紛纷組组細细終终結结絕绝給给統统絲丝經经綜综綠绿維维網网緊紧線线編编練练縣县縮缩總总績绩織织繞绕繪绘繼继續续羅罗聖圣聯联聲声職职聽听肅肃腦脑腳脚膽胆臉脸臨临臺台檯台舉举舊旧艦舰藝艺藥药蘇苏蘭兰處处虛虚號号蟲虫術术衛卫衝冲裝装補补製制複复復复見见規规視视覺觉覽览觀观觸触訓训貸贷貿贸趙赵趕赶跡迹躍跃農农遊游鹽盐鹹咸麵面麼么黴霉劉刘劍剑劑剂劃划則则剛刚創创務务動动勞劳勝胜勢势勵励勸劝匯汇區区協协卻却參参吳吴呂吕員员啟启啓启喬乔單单嗎吗嘆叹嘗尝嚴严囑嘱圍围園园圓圆圖图團团執执堅坚報报場场塊块墊垫墳坟壇坛壓压壞坏壯壮壽寿夠够夢梦奪夺奮奋婦妇媽妈孫孙寧宁實实寫写寬宽寶宝將将專专尋寻屆届屬属岡冈島岛峽峡嶺岭幣币帶带師师幫帮幹干幾几庫库廠厂廣广廳厅彈弹強强張张彥彦徑径從从徵征德德應应憂忧憑凭慶庆憲宪懷怀戰战戲戏戶户擁拥擊击擔担據据擬拟擴扩擾扰攝摄攤摊敗败敵敌數数斷断於于晉晋曉晓書书榮荣樂乐樹树橫横歐欧毀毁氫氢滬沪涼凉淺浅減减溫温滾滚濃浓潛潜濕湿瀏浏燦灿爐炉狀状猶犹獄狱獅狮瓊琼畢毕瘋疯癌癌皺皱盞盏矯矫磚砖礦矿祕秘稅税穀谷窩窝竊窃竪竖籃篮籍籍糞粪絡络綁绑綱纲緣缘緩缓縱纵繁繁繩绳罰罚罷罢義义習习聰聪聳耸腫肿腸肠膚肤艙舱莊庄華华萬万葉叶蔣蒋蕭萧薩萨藍蓝蘋苹虧亏蝦虾蠟蜡襲袭訣诀診诊詞词詩诗詐诈誠诚誰谁諒谅諸诸謀谋謊谎謹谨譜谱譽誉豐丰貓猫賊贼賢贤賬账賭赌贏赢贓赃跡迹踐践蹤踪軸轴輔辅輩辈輿舆轄辖轟轰辦办辭辞辯辩遞递遙遥鄒邹鄺邝醬酱釀酿釣钓鈔钞鉛铅銷销銳锐鋁铝錘锤鍵键鎖锁鏈链鑑鉴鑽钻閃闪閏闰閩闽閻阎闡阐陝陕隸隶雞鸡霧雾韓韩韋韦頒颁頓顿頗颇頻频顆颗顏颜飄飘飼饲飽饱飾饰餅饼餓饿駁驳駛驶駱骆騙骗騰腾騷骚驟骤髒脏鬆松鬍胡鯨鲸鴨鸭鴻鸿鵝鹅鶴鹤鷹鹰麯曲";

/// The simplified form of a character; itself where none is known.
pub fn simplify(c: char) -> char {
    static TABLE: OnceLock<Vec<(char, char)>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let chars: Vec<char> = PAIRS.chars().collect();
        let mut pairs: Vec<(char, char)> = chars.chunks_exact(2).map(|p| (p[0], p[1])).collect();
        order::sort_by_key(&mut pairs, |pair| u32::from(pair.0));
        pairs
    });
    table.binary_search_by_key(&c, |p| p.0).map_or(c, |k| table[k].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_whole_and_lead_to_an_end() {
        assert_eq!(PAIRS.chars().count() % 2, 0);
        let simplified: String = "報導漁船進港".chars().map(simplify).collect();
        assert_eq!(simplified, "报导渔船进港");
        for c in PAIRS.chars() {
            let once = simplify(c);
            assert_eq!(simplify(once), once, "{c}");
        }
    }
}
