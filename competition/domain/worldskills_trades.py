"""The trades of the WorldSkills Competition 2026 with number, names, sector and size of an entry, to choose from.

Source: the public list of the competition (numbers, English names, sectors); Chinese names as China's teams use them,
left out where none is established. An organizer may change everything.
"""

from __future__ import annotations

from dataclasses import dataclass

from competition.domain.scheme import Text

SECTORS: dict[str, Text] = {
    "building": {"en": "Construction and Building Technology", "zh": "结构与建筑技术"},
    "arts": {"en": "Creative Arts and Fashion", "zh": "创意艺术与时尚"},
    "ict": {"en": "Information and Communication Technology", "zh": "信息与通信技术"},
    "industry": {"en": "Manufacturing and Engineering Technology", "zh": "制造与工程技术"},
    "services": {"en": "Social and Personal Services", "zh": "社会与个人服务"},
    "transport": {"en": "Transportation and Logistics", "zh": "运输与物流"},
}


@dataclass(frozen=True, slots=True)
class KnownTrade:
    """A trade of WorldSkills. team_size: competitors of an entry."""

    number: str
    name: Text
    sector: str
    team_size: int = 1


_LIST = """
01|Industrial Mechanics|工业机械|industry|1
02|ICT Network Infrastructure|信息网络布线|ict|1
03|Intelligent Security Technology|智能安防技术|building|1
04|Mechatronics|机电一体化|industry|2
05|Mechanical Engineering CAD|CAD机械设计|industry|1
06|CNC Turning|数控车|industry|1
07|CNC Milling|数控铣|industry|1
08|Mobile Applications Development|移动应用开发|ict|1
09|Software Applications Development|软件应用开发|ict|1
10|Welding|焊接|industry|1
11|Software Testing|软件测试|ict|1
12|Wall and Floor Tiling|瓷砖贴面|building|1
13|Autobody Repair|车身修理|transport|1
14|Aircraft Maintenance|飞机维修|transport|1
15|Plumbing and Heating|管道与制暖|building|1
16|Electronics|电子技术|industry|1
17|Web Technologies|网站技术|ict|1
18|Electrical Installations|电气装置|building|1
19|Industrial Control|工业控制|industry|1
20|Bricklaying|砌筑|building|1
21|Plastering and Drywall Systems|抹灰与隔墙系统|building|1
22|Painting and Decorating|油漆与装饰|building|1
23|Autonomous Mobile Robotics|自主移动机器人|industry|2
24|Cabinetmaking|家具制作|building|1
25|Joinery|精细木工|building|1
26|Carpentry|木工|building|1
27|Jewellery|珠宝加工|arts|1
28|Floristry|花艺|arts|1
29|Hairdressing|美发|services|1
30|Beauty Therapy|美容|services|1
31|Fashion Technology|时装技术|arts|1
32|Pâtisserie and Confectionery|糖艺/西点制作|services|1
33|Automobile Technology|汽车技术|transport|1
34|Cooking|烹饪(西餐)|services|1
35|Restaurant Service|餐厅服务|services|1
36|Car Painting|汽车喷漆|transport|1
37|Landscape Gardening|园艺|building|2
38|Refrigeration and Air Conditioning|制冷与空调|building|1
39|IT Network Systems Administration|网络系统管理|ict|1
40|Graphic Design Technology|平面设计技术|arts|1
41|Health and Social Care|健康和社会照护|services|1
42|Dental Prosthetics|口腔修复工艺|services|1
43|Retail Sales|零售|services|1
44|Visual Merchandising|商品展示技术|arts|1
45|Digital Interactive Media Design|数字交互媒体设计|arts|1
46|Concrete Construction Work|混凝土建筑|building|2
47|Bakery|烘焙|services|1
48|Industry 4.0|工业4.0|industry|2
49|Heavy Vehicle Technology|重型车辆技术|transport|1
50|3D Digital Game Art|3D数字游戏艺术|arts|1
51|Logistics and Freight Forwarding|物流与货运代理|transport|1
52|Chemical Laboratory Technology|化学实验室技术|industry|1
53|Cloud Computing|云计算|ict|1
54|Cyber Security|网络安全|ict|2
55|Water Technology|水处理技术|industry|1
56|Hotel Reception|酒店接待|services|1
57|Additive Manufacturing|增材制造|industry|1
58|Digital Construction|数字建造|building|1
59|Industrial Design Technology|工业设计技术|industry|1
60|Optoelectronic Technology|光电技术|industry|1
61|Rail Vehicle Technology|轨道车辆技术|transport|1
62|Renewable Energy|可再生能源|industry|1
63|Robot Systems Integration|机器人系统集成|industry|2
64|Unmanned Aerial Systems|无人机系统|transport|1
"""


def _known(line: str) -> KnownTrade:
    number, english, chinese, sector, size = line.split("|")
    return KnownTrade(number, {"en": english, "zh": chinese}, sector, int(size))


WORLDSKILLS_TRADES = tuple(_known(line) for line in _LIST.split("\n") if line)


def sector_words(text: str) -> Text:
    """Return the name of a known sector in all languages that it has, by its name in one of them; else nothing."""
    wanted = text.strip().casefold()
    return next((dict(name) for name in SECTORS.values() if wanted in map(str.casefold, name.values())), {})
