import { Nothing, Screen } from '../../parts/screen'

export default function Page() { return <Screen title='review'><Nothing title='review' /></Screen> }
