"""The meeting on the wall: one point a screen."""

from est.ui import enter
from est.ui.meetings.wall import draw_wall
from est.ui.pages import WALL

visitor = enter(WALL)
draw_wall(visitor)
